/** What figures rest on: as of when, by which calendar, the root of all sets, and what is withheld. */
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { withheldName } from "../../i18n/withheld";
import { useWords } from "../../i18n/words";
import { Hash, ProofSum } from "../shared/Marks";
import { When } from "../shared/When";

export function FiguresFoot({ found }: { found: Schema["Figures"] }) {
  const w = useWords(figures);
  const { t, pick, language } = useTexts();
  return (
    <footer className="rests">
      <ProofSum proof={found.proof} />
      <span>{t.common.asOf} <When at={found.as_of} /></span>
      <span>{w.completeTo} {found.complete_to}</span>
      <span>{t.common.calendar} {found.calendar.version} ({t.common.knowsTo} {found.calendar.last_year})</span>
      <span>{w.root} <Hash value={found.event_set_root} /></span>
      {found.withheld.map((one) => (
        <span key={one.what}>{t.common.withheld}: <b>{withheldName(one.what, language)}</b> {pick(one)}</span>
      ))}
    </footer>
  );
}
