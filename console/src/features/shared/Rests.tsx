/** What every answer carries beside its content: proof, as-of time, calendar, and what was withheld. */
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { withheldName } from "../../i18n/withheld";
import { ProofSum } from "./Marks";
import { When } from "./When";

interface Props {
  readonly proof: Schema["ProofState"];
  readonly as_of: string;
  readonly calendar: Schema["CalendarRef"];
  readonly withheld: readonly Schema["Withheld"][];
}

/** What the asker may not see, in words, and why. */
export function Withheld({ of, className }: { of: Props["withheld"]; className?: string }) {
  const { pick, language } = useTexts();
  return (
    <ul className={className}>
      {of.map((one, at) => (
        <li key={at}>
          <b>{withheldName(one.what, language)}</b> {pick(one)}
        </li>
      ))}
    </ul>
  );
}

export function Rests({ answer }: { answer: Props }) {
  const { t } = useTexts();
  return (
    <footer className="rests">
      <ProofSum proof={answer.proof} />
      <span>
        {t.common.asOf} <When at={answer.as_of} />
      </span>
      <span>
        {t.common.calendar} {answer.calendar.version} ({t.common.knowsTo} {answer.calendar.last_year})
      </span>
      {answer.withheld.length > 0 && (
        <details>
          <summary>
            {t.common.withheld} ({answer.withheld.length})
          </summary>
          <Withheld of={answer.withheld} />
        </details>
      )}
    </footer>
  );
}
