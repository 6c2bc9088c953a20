/** The answer: verdict, what is missing and what would change it, and what it rests on. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { EventRows } from "../shared/EventRows";
import { Agreement, Hash, Mark, type Tone, Verdict } from "../shared/Marks";
import { Facts } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { Failed } from "../shared/States";
import { When } from "../shared/When";

interface Sentence {
  readonly zh: string;
  readonly en: string;
}

interface Missing extends Sentence {
  readonly code: string;
  readonly answer: string;
  readonly clause: string;
  readonly article: string;
  readonly change?: Sentence;
}

/** The decision as the policy writes it; the OpenAPI document leaves its members open. */
interface Decision {
  readonly answer: string;
  readonly verdict: Sentence;
  readonly missing: readonly Missing[];
  readonly agreement: string;
  readonly change: Sentence;
  readonly inputs_digest: string;
  readonly working_days?: { readonly days: number; readonly due_ms: number; readonly provisional: boolean };
}

const TONES: Record<string, Tone> = { permitted: "good", refused: "bad", undetermined: "open" };

export function Decided({ question, decided }: { question: Schema["Question"]; decided: Schema["Decided"] }) {
  const { t, pick } = useTexts();
  const decision = decided.decision as unknown as Decision;
  const { working_days: days } = decision;
  return (
    <>
      <Verdict tone={TONES[decision.answer] ?? "open"} title={t.ask.answers[decision.answer] ?? decision.answer}>
        <p>{pick(decision.verdict)}</p>
      </Verdict>
      {decision.missing.length > 0 && (
        <>
          <h3>{t.ask.missing}</h3>
          <ul className="findings">
            {decision.missing.map((one) => (
              <li key={one.code} className={one.answer === "refused" ? "" : "open"}>
                <Mark tone={TONES[one.answer] ?? "open"}>{pick(one)}</Mark>{" "}
                <span className="quiet">
                  {one.clause} {one.article && t.common.article_(one.article)}
                </span>
                {one.change && (
                  <div>
                    {t.ask.change}: {pick(one.change)}
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Facts
        rows={[
          [t.ask.under, decision.agreement ? <Agreement id={decision.agreement} /> : <span className="quiet">{t.common.none}</span>],
          ...(days ? [[t.ask.workingDays, <>{t.common.days(days.days)}: <When at={new Date(days.due_ms).toISOString()} date /> {days.provisional && t.common.provisional}</>] as const] : []),
          [t.ask.inputs, <Hash value={decision.inputs_digest} />],
        ]}
      />
      <RecordIt key={JSON.stringify(question)} question={question} />
      <details>
        <summary>
          {t.ask.basis} ({decided.events.length})
        </summary>
        <EventRows rows={decided.events} label={t.ask.basis} />
      </details>
      <Rests answer={decided} />
    </>
  );
}

function RecordIt({ question }: { question: Schema["Question"] }) {
  const { t } = useTexts();
  const record = useMutation({ mutationFn: () => queries.decide({ ...question, record: true }) });
  return (
    <p className="filters">
      <Button onClick={() => record.mutate()} loading={record.isPending} disabled={record.isSuccess}>
        {t.ask.record}
      </Button>
      {record.data?.recorded && (
        <span role="status">
          <Mark tone="good">{t.ask.recorded}</Mark> <Hash value={record.data.recorded} to={`/events/${record.data.recorded}`} />
        </span>
      )}
      {record.isError && <Failed error={record.error} />}
    </p>
  );
}
