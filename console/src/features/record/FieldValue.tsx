/** The value of one field of an event, in the words of the catalogue of event types. */
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";
import type { FieldGuide } from "../../record/values.ts";
import { plain } from "../shared/plain";
import { useMoment } from "../shared/When";

export function FieldValue({ field, value }: { field: FieldGuide | undefined; value: unknown }) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const moment = useMoment();
  const choice = field?.choices.find((one) => one.value === value);
  if (choice) return <>{pick(choice)} <code>{choice.value}</code></>;
  if (field?.kind === "time" && typeof value === "string") return <>{moment(value)} <code>{value}</code></>;
  if (field?.kind === "salt") return <code>{String(value)}</code>;
  if (typeof value === "boolean") return value ? r.yes : r.no;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.length > 0 ? value.map((one) => <div key={one}>{plain(one)}</div>) : <span className="quiet">{r.noneOf}</span>;
  if (value === "") return <span className="quiet">{r.noneOf}</span>;
  return typeof value === "string" ? <span className="as-written">{plain(value)}</span> : <code>{JSON.stringify(value)}</code>;
}
