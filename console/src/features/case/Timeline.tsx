/** The steps of a case in their order: who, what, when, and the clauses that each is about. */
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { cases } from "../../i18n/cases";
import { useWords } from "../../i18n/words";
import { EVENT_TYPES } from "../../verify/event.ts";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, ProofMark } from "../shared/Marks";
import { When } from "../shared/When";

type Step = Schema["Step"];

export function Timeline({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="timeline">
      {steps.map((step) => (
        <StepOf key={step.step} step={step} />
      ))}
    </ol>
  );
}

function StepOf({ step }: { step: Step }) {
  const { t } = useTexts();
  const w = useWords(cases);
  const named = useEventType();
  const { event } = step;
  const clauses = event ? (EVENT_TYPES.get(event.type)?.duties ?? []) : [];
  return (
    <li className={event ? "" : "absent"}>
      <strong>{t.accountability.steps[step.step] ?? step.step}</strong>
      {event ? (
        <>
          <div>
            {named(event.type)} · <Department code={event.actor} /> · <When at={event.occurred_at} />
          </div>
          <div>
            <span className="quiet">{w.clauses}</span> {clauses.length > 0 ? clauses.join(", ") : <span className="quiet">{w.unclaimed}</span>}
          </div>
          <div className="quiet">
            {step.version && `${t.common.version} ${step.version} `}
            {step.digest && <>{t.common.digest} <Hash value={step.digest} /></>} <ProofMark proof={event.proof} /> <Hash value={event.id} to={`/events/${event.id}`} />
          </div>
        </>
      ) : (
        <div className="quiet">{t.accountability.notOnRecord}</div>
      )}
    </li>
  );
}
