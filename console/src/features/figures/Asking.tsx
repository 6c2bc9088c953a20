/** Which period, whose, and as known when. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useId } from "react";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { useAsked } from "./useAsked";

/** The regulation took effect in 2025. */
const FIRST_YEAR = 2025;

export function Asking({ departments: whose = true }: { departments?: boolean }) {
  const w = useWords(figures);
  const { language } = useTexts();
  const { asked, change } = useAsked();
  const { data: departments } = useQuery(queries.departments);
  const at = useId();
  const thisYear = new Date().getFullYear();
  const [year = String(thisYear), part = ""] = (asked.period ?? "").split(/-(.*)/).filter(Boolean);
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, n) => String(thisYear - n));
  const parts = [
    { value: "", label: w.wholeYear },
    ...[1, 2, 3, 4].map((n) => ({ value: `Q${n}`, label: w.quarter(n) })),
    ...Array.from({ length: 12 }, (_, n) => ({ value: String(n + 1).padStart(2, "0"), label: w.month(n + 1) })),
  ];
  const period = (newYear: string, newPart: string): void => change({ period: newPart ? `${newYear}-${newPart}` : newYear });
  return (
    <div className="filters">
      <Select aria-label={w.year} value={year} options={(years.includes(year) ? years : [...years, year]).map((value) => ({ value, label: value }))} onChange={(value) => period(value, part)} />
      <Select aria-label={w.period} className="period-part" value={part} options={parts} onChange={(value) => period(year, value)} listHeight={480} />
      {whose && (
        <Select
          className="grow" allowClear aria-label={w.department} placeholder={w.allDepartments} value={asked.department ?? null}
          options={(departments ?? []).map((one) => ({ value: one.code, label: language === "zh" ? one.name_zh : one.name_en }))}
          onChange={(value: string | null) => change({ department: value ?? undefined })} showSearch={{ optionFilterProp: "label" }}
        />
      )}
      <label htmlFor={at}>{w.asKnown}</label>
      <input
        id={at} type="datetime-local" className="native" value={localOf(asked.as_of)}
        onChange={({ target }) => change({ as_of: target.value ? new Date(target.value).toISOString() : undefined })}
      />
      {!asked.as_of && <span className="quiet">{w.now}</span>}
    </div>
  );
}

/** A moment as the browser's own field holds it: local time, to the minute. */
function localOf(at: string | undefined): string {
  if (!at) return "";
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
