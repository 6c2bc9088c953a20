/** From what an auditor looks at to a finding about it: the events that show it are filled in as its evidence (A2). */
import { Link } from "react-router";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";

interface Props {
  readonly events: readonly string[];
  readonly agreement?: string | null | undefined;
  readonly item?: string | null | undefined;
}

/** A finding that rests on these events, under their agreement or item. Nothing for those who file none. */
export function FindingLink({ events, agreement, item }: Props) {
  const { t } = useTexts();
  const { caller } = useSession();
  if (caller?.role !== "auditor" || events.length === 0) return null;
  const given = [...new Set(events)].map((id) => ["after", id]).concat(agreement ? [["agreement", agreement]] : [], item ? [["item", item]] : []);
  return <Link to={`/record/finding?${new URLSearchParams(given)}`}>{t.common.finding}</Link>;
}
