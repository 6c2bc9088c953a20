/** Acknowledging an alert: what is signed stands there in words, one field says what was done, one signature. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { acknowledge } from "../../api/board";
import type { Schema } from "../../api/client";
import { trust } from "../../api/queries";
import { placeOf, readPolicy } from "../../api/trust";
import { prepare, sign } from "../../record/sign.ts";
import { useTexts } from "../../i18n";
import { NotSigned } from "../session/fault";
import { useSession } from "../session/Session";
import { useSigningFault } from "../session/useSigningFault";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, Mark } from "../shared/Marks";
import { Facts } from "../shared/Page";
import type { AlertView } from "./overlay";

const TYPE = "alert.acknowledge";
export const MAY_SIGN: readonly string[] = ["head", "officer"];

export function Acknowledge({ alert, close }: { alert: AlertView; close: () => void }) {
  const { t, pick } = useTexts();
  const named = useEventType();
  const { caller, signer } = useSession();
  const [measure, setMeasure] = useState("");
  const id = useId();
  const say = useSigningFault();
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: async () => {
      if (!caller || !signer || !alert.event) throw new NotSigned("failed");
      const draft = { type: TYPE, values: { measure: measure.trim() }, parents: [alert.event], agreement: alert.agreement ?? undefined, item: alert.item ?? undefined };
      const log = placeOf(readPolicy(await queries.ensureQueryData(trust)), "EventLog");
      const signed = await sign(await prepare(draft, caller.department, signer.address), signer, log);
      return acknowledge(alert.id, signed as unknown as Schema["SignedEvent"]);
    },
  });
  if (sending.data) {
    return (
      <p role="status">
        <Mark tone="good">{t.board.sent}</Mark> <Hash value={sending.data.event_id} to={`/events/${sending.data.event_id}`} />
      </p>
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    sending.mutate();
  };
  return (
    <form className="acknowledge" onSubmit={submit} aria-label={t.board.acknowledge}>
      <p>{t.board.signing}</p>
      <Facts
        rows={[
          [t.board.eventType, named(TYPE)],
          [t.board.by, <Department code={caller?.department} />],
          [t.board.answers, <>{pick(alert)} {alert.event && <Hash value={alert.event} to={`/events/${alert.event}`} />}</>],
        ]}
      />
      <label className="field" htmlFor={id}>
        <span>{t.board.measure}</span>
        <Input id={id} autoFocus required maxLength={500} value={measure} placeholder={t.board.measureHint} onChange={({ target }) => setMeasure(target.value)} />
      </label>
      {sending.isError && <p role="alert"><Mark tone="bad">{say(sending.error)}</Mark></p>}
      <div className="filters">
        <Button type="primary" htmlType="submit" disabled={measure.trim() === ""} loading={sending.isPending}>{t.board.sign}</Button>
        <Button onClick={close}>{t.board.cancel}</Button>
      </div>
    </form>
  );
}
