/** The moment of signing: every member of the event in words, the typed data as it stands, one signature. */
import { useMutation, useQueries } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import type { Place } from "../../api/trust";
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";
import type { Built } from "../../record/build.ts";
import { type Signed, send, sign } from "../../record/sign.ts";
import { typedEvent } from "../../record/typed.ts";
import type { Guide } from "../../record/values.ts";
import { hex } from "../../verify/bytes.ts";
import { SignRow, TypedData } from "../session/SignRow";
import type { Signer } from "../session/signers";
import { Agreement, Department, Hash, Item } from "../shared/Marks";
import { Facts, Section } from "../shared/Page";
import { Failed } from "../shared/States";
import { useMoment } from "../shared/When";
import { FieldValue } from "./FieldValue";
import { useEventLabel } from "./MatterInput";

interface Props {
  readonly guide: Guide;
  readonly built: Built;
  readonly log: Place;
  readonly back: () => void;
  readonly done: (receipt: Schema["ReceiptAnswer"]) => void;
}

interface Members {
  readonly lane: number;
  readonly seq: number;
  readonly parents?: readonly string[];
  readonly payload?: { readonly alg: string; readonly digest: string; readonly rows: number };
  readonly operator?: string;
  readonly on_behalf_of?: string;
  readonly supersedes?: string;
}

export function Review({ guide, built, log, back, done }: Props) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const moment = useMoment();
  const { event } = built;
  const typed = useMemo(() => typedEvent(event, log.chainId, log.contract), [event, log.chainId, log.contract]);
  return (
    <>
      <Section title={r.signs}>
        <p className="quiet">{r.signsIntro}</p>
        <Facts
          rows={[
            [r.eventType, <><strong>{pick(guide)}</strong> <code>{event.type}</code></>],
            [r.actor, <><Department code={event.actor} /> <code>{event.actor}</code></>],
            [r.agreement, event.agreement ? <><Agreement id={event.agreement} /> <Hash value={event.agreement} /></> : <span className="quiet">{r.noneOf}</span>],
            [r.item, event.item ? <><Item code={event.item} /> <code>{event.item}</code></> : <span className="quiet">{r.noneOf}</span>],
            [r.claimed, <>{moment(event.occurredAt)} <code>{event.occurredAt}</code></>],
            [r.eventId, <code>{hex(event.id)}</code>],
          ]}
        />
        <TypedData data={typed} />
      </Section>
      <Section title={r.fixed}>
        <Fixed guide={guide} built={built} log={log} />
        <details>
          <summary>{r.raw}</summary>
          <pre className="raw" tabIndex={0}>{JSON.stringify(JSON.parse(built.text), null, 2)}</pre>
        </details>
      </Section>
      <SignIt built={built} log={log} back={back} done={done} />
    </>
  );
}

function Fixed({ guide, built, log }: Pick<Props, "guide" | "built" | "log">) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const label = useEventLabel();
  const members = JSON.parse(built.text) as Members;
  const parents = useQueries({ queries: (members.parents ?? []).map(queries.event) });
  const rows: (readonly [ReactNode, ReactNode])[] = guide.fields.filter(({ name }) => name in built.disclosures).map((field) => [pick(field), <FieldValue key={field.name} field={field} value={built.disclosures[field.name]?.value} />]);
  if (members.payload) rows.push([r.data, <><Hash value={members.payload.digest} length={12} /> <code>{members.payload.alg}</code> · {r.rows} {members.payload.rows}</>]);
  rows.push([r.parentsOf, members.parents ? members.parents.map((id, at) => <div key={id}>{parents[at]?.data ? label(parents[at].data.event) : <Hash value={id} length={12} />}</div>) : <span className="quiet">{r.noneOf}</span>]);
  if (members.operator) rows.push([r.operator, <code>{members.operator}</code>]);
  if (members.on_behalf_of) rows.push([r.behalf, <Department code={members.on_behalf_of} />]);
  if (members.supersedes) rows.push([r.supersedes, <Hash value={members.supersedes} length={12} />]);
  rows.push([r.numbering, r.laneSeq(members.lane, members.seq)], [r.under, <>{r.chainOf(log.chainId)} <Hash value={log.contract} /></>]);
  return <Facts rows={rows} />;
}

function SignIt({ built, log, back, done }: Pick<Props, "built" | "log" | "back" | "done">) {
  const r = useRecordTexts();
  const [signed, setSigned] = useState<Signed | null>(null);
  const recording = useMutation({ mutationFn: send, onSuccess: done });
  // What was signed once is sent again as it is: a second signature would be a second event
  const go = async (signer: Signer): Promise<void> => {
    const given = signed ?? (await sign(built, signer, log));
    setSigned(given);
    recording.mutate(given);
  };
  return (
    <Section title={r.sign}>
      {recording.isError && <Failed error={recording.error} />}
      <SignRow check={r.check} label={signed ? r.again : r.sign} sign={go} busy={recording.isPending}>
        <Button onClick={back} disabled={recording.isPending}>{r.back}</Button>
      </SignRow>
    </Section>
  );
}
