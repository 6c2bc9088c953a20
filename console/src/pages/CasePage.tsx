import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { useEventType } from "../features/shared/eventTypes";
import { EventRows } from "../features/shared/EventRows";
import { Department, Hash, Mark, ProofMark, type Tone, Verdict } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Rests } from "../features/shared/Rests";
import { Answer, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";

type Case = Schema["Accountability"];
const TONES: Record<string, Tone> = { proposed: "bad", "no-break": "good", "cannot-be-determined": "open" };

export default function CasePage() {
  const { t } = useTexts();
  const id = useParams()["event"] ?? "";
  return (
    <Page title={t.accountability.title} intro={<Hash value={id} to={`/events/${id}`} length={12} />} actions={<Reconcile id={id} />}>
      <Answer query={useQuery(queries.accountability(id))}>{(found) => <CaseOf found={found} />}</Answer>
    </Page>
  );
}

/** The way to the three sides' records of the agreement that the event stands under. */
function Reconcile({ id }: { id: string }) {
  const { t } = useTexts();
  const agreement = useQuery(queries.event(id)).data?.agreement;
  return agreement && <Link to={`/reconciliation?agreement=${agreement}`}>{t.reconciliation.open}</Link>;
}

function CaseOf({ found }: { found: Case }) {
  const { t, pick } = useTexts();
  return (
    <>
      <Verdict tone={TONES[found.outcome] ?? "open"} title={t.accountability.outcomes[found.outcome] ?? t.common.unknown}>
        <p>{pick(found.verdict)}</p>
        <p>
          {t.accountability.confidence}: {t.accountability.confidences[found.confidence] ?? t.common.unknown}
        </p>
      </Verdict>
      <Section title={t.accountability.step}>
        <ol className="timeline">
          {found.steps.map((step) => (
            <StepOf key={step.step} step={step} />
          ))}
        </ol>
      </Section>
      <div className="columns">
        <Section title={t.accountability.proposal}>{found.proposal ? <Proposed proposed={found.proposal} /> : <Nothing />}</Section>
        <Section title={t.accountability.signedBy}>
          <Facts
            rows={[
              [t.accountability.who, <Department code={found.signed_by.department} />],
              [t.common.time, <When at={found.signed_by.at} />],
              [t.accountability.heads, <Heads keys={found.signed_by.heads} />],
            ]}
          />
        </Section>
      </div>
      {found.missing.length > 0 && (
        <Section title={t.accountability.missing}>
          <ul className="findings">
            {found.missing.map((link) => (
              <li key={link} className="open">
                <Mark tone="open">{t.accountability.steps[link] ?? link}</Mark>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {found.alternatives.length > 0 && (
        <Section title={t.accountability.alternatives}>
          {found.alternatives.map((one) => (
            <Proposed key={one.rule} proposed={one} />
          ))}
        </Section>
      )}
      <Section title={t.accountability.evidence}>
        <EventRows rows={found.evidence} label={t.accountability.evidence} />
      </Section>
      <Rests answer={found} />
    </>
  );
}

function StepOf({ step }: { step: Schema["Step"] }) {
  const { t } = useTexts();
  const named = useEventType();
  const { event } = step;
  return (
    <li className={event ? "" : "absent"}>
      <strong>{t.accountability.steps[step.step] ?? step.step}</strong>
      {event ? (
        <>
          <div>
            {named(event.type)} · <Department code={event.actor} /> · <When at={event.occurred_at} />
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

function Proposed({ proposed }: { proposed: Schema["Proposed"] }) {
  const { t, pick } = useTexts();
  const { responsible } = proposed;
  return (
    <Facts
      rows={[
        [t.common.verdict, pick(proposed)],
        [t.common.parties[responsible.party] ?? responsible.party, responsible.department ? <Department code={responsible.department} /> : t.common.unknown],
        [t.accountability.basis, proposed.basis.join(", ")],
        [t.accountability.rule, <code>{proposed.rule}</code>],
        [t.accountability.since, <When at={proposed.since} />],
        [t.accountability.heads, <Heads keys={responsible.heads} />],
        [t.accountability.evidence, proposed.evidence.map((id) => <Hash key={id} value={id} to={`/events/${id}`} />)],
      ]}
    />
  );
}

function Heads({ keys }: { keys: readonly string[] }) {
  const { t } = useTexts();
  if (keys.length === 0) return <span className="quiet">{t.common.unknown}</span>;
  return keys.map((key) => <Hash key={key} value={key} />);
}
