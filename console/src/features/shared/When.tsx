/** A moment in local time; the exact time in UTC is the hint. */
import { useTexts } from "../../i18n";

interface Props {
  readonly at: string | null | undefined;
  readonly date?: boolean;
}

export function When({ at, date = false }: Props) {
  const { t } = useTexts();
  const format = useMoment();
  if (!at) return <span className="quiet">{t.home.noDate}</span>;
  return (
    <time dateTime={at} title={at}>
      {format(at, date)}
    </time>
  );
}

/** The last moment before a due time: where a day's end is meant, that day and not the one after it. */
export function Until({ at, date = false }: { at: string; date?: boolean }) {
  const { t } = useTexts();
  const format = useMoment();
  return (
    <time dateTime={at} title={at}>
      {t.home.by(format(Date.parse(at) - 1, date))}
    </time>
  );
}

/** How moments are written in the language chosen. */
export function useMoment(): (at: string | number, date?: boolean) => string {
  const { language } = useTexts();
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return (at, date = false) =>
    new Intl.DateTimeFormat(locale, date ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));
}
