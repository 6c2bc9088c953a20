/** One delivery or call as its sides recorded it: who has which record, in what they differ, who answers by which rule. */
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, Mark, ProofMark, type Tone } from "../shared/Marks";
import { Facts } from "../shared/Page";
import { When } from "../shared/When";

type View = Schema["PairView"];

const TONES: Record<string, Tone> = { paired: "good", mismatch: "bad", orphan: "open", pending: "wait" };
const COMPARED = ["published", "owner", "platform", "user"] as const;
const DIGEST = /^[0-9a-f]{64}$/;

export function PairState({ state }: { state: string }) {
  const { t } = useTexts();
  return <Mark tone={TONES[state] ?? "open"}>{t.reconciliation.states[state] ?? t.common.unknown}</Mark>;
}

export function Pair({ pair }: { pair: View }) {
  const { t } = useTexts();
  const first = pair.sides.find(({ event }) => event)?.event;
  return (
    <li className={`pair pair-${pair.state}`}>
      <p className="pair-head">
        <strong>{t.reconciliation.kinds[pair.kind] ?? t.common.unknown}</strong> {first && <When at={first.occurred_at} />} <PairState state={pair.state} />
        {first && pair.kind === "delivery" && <Link to={`/cases/${first.id}`}>{t.reconciliation.case}</Link>}
      </p>
      <ul className="plain sides">
        {pair.sides.map((side) => (
          <SideOf key={side.side} side={side} />
        ))}
      </ul>
      {pair.differences.length > 0 && <Differences rows={pair.differences} />}
      {pair.responsible && <Answers answering={pair.responsible} />}
      {pair.undetermined && (
        <p>
          <Mark tone="open">
            {t.reconciliation.undetermined}
            {pair.missing.length > 0 && `, ${t.reconciliation.missing} ${pair.missing.map((name) => t.reconciliation.sides[name] ?? t.accountability.steps[name] ?? t.common.unknown).join(", ")}`}
          </Mark>
        </p>
      )}
    </li>
  );
}

function SideOf({ side }: { side: Schema["SideView"] }) {
  const { t } = useTexts();
  const named = useEventType();
  const { event } = side;
  return (
    <li>
      <span className="quiet">{t.reconciliation.sides[side.side] ?? t.common.unknown}</span> {side.department && <Department code={side.department} />}
      <div>
        {event ? (
          <>
            <Link to={`/events/${event.id}`}>{named(event.type)}</Link> <When at={event.occurred_at} /> <ProofMark proof={event.proof} />
          </>
        ) : (
          <span className="quiet">{t.reconciliation.noRecord}</span>
        )}
      </div>
    </li>
  );
}

/** What each side says of what they differ in, side by side. */
function Differences({ rows }: { rows: readonly Schema["DifferenceView"][] }) {
  const { t } = useTexts();
  const shown = COMPARED.filter((side) => rows.some(({ said }) => side in said));
  return (
    <div className="scroll" role="region" tabIndex={0} aria-label={t.reconciliation.whatDiffers}>
      <table className="differences">
        <thead>
          <tr>
            <th scope="col">{t.reconciliation.whatDiffers}</th>
            {shown.map((side) => <th scope="col" key={side}>{t.reconciliation.sides[side]}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, said }) => (
            <tr key={what}>
              <th scope="row">{t.reconciliation.differs[what] ?? t.common.unknown}</th>
              {shown.map((side) => (
                <td key={side}>{side in said ? <Said value={said[side]} /> : <span className="quiet">{t.reconciliation.notShown}</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Said({ value }: { value: unknown }) {
  const { t } = useTexts();
  if (typeof value === "string" && DIGEST.test(value)) return <Hash value={value} />;
  if (typeof value === "boolean") return value ? t.common.yes : t.common.no;
  return Array.isArray(value) ? value.join(", ") : typeof value === "number" ? value.toLocaleString() : String(value);
}

function Answers({ answering }: { answering: Schema["Answering"] }) {
  const { t, pick } = useTexts();
  const { party, department, rule, basis, confidence, evidence } = answering;
  return (
    <Facts
      rows={[
        [t.reconciliation.answers, <><Mark tone="bad">{t.reconciliation.sides[party] ?? t.common.parties[party] ?? t.common.unknown}</Mark> {department && <Department code={department} />}: {pick(answering)}</>],
        [t.reconciliation.rule, <><code>{rule}</code> <span className="quiet">{t.reconciliation.basis} {basis.join(", ")}</span></>],
        [t.reconciliation.confidence, t.accountability.confidences[confidence] ?? t.common.unknown],
        [t.reconciliation.proof, evidence.map((id) => <Hash key={id} value={id} to={`/events/${id}`} />)],
      ]}
    />
  );
}
