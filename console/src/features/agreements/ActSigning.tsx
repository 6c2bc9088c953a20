/** One act: what is signed in words and as it stands, one's own signature, the others' consents, submission, its end. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import type { TypedDataDefinition } from "viem";
import { type Consent, type Drafted, ENDED, operation, submitAct } from "../../api/acts";
import type { Schema } from "../../api/client";
import { placeOf, policy } from "../../api/trust";
import { useTexts } from "../../i18n";
import { useEditingTexts } from "../../i18n/editing";
import { useSession } from "../session/Session";
import { SignRow, TypedData } from "../session/SignRow";
import type { Signer } from "../session/signers";
import { FileField } from "../shared/FileField";
import { Department, Hash, Mark } from "../shared/Marks";
import { Facts, Section } from "../shared/Page";
import { plain } from "../shared/plain";
import { save } from "../shared/save";
import { Answer, Failed } from "../shared/States";
import { useMoment } from "../shared/When";

type Act = Schema["ActAnswer"];

interface Typed {
  readonly domain: { readonly chainId: number; readonly verifyingContract: string };
  readonly message: Record<string, unknown>;
}

export function ActSigning({ act, drafted, back }: { act: Act; drafted: Drafted; back: () => void }) {
  const e = useEditingTexts();
  const trust = useQuery(policy);
  return (
    <Answer query={trust}>
      {(trusted) => {
        const typed = drafted.typed_data as unknown as Typed | null;
        const { chainId, contract } = placeOf(trusted, act.contract);
        const here = typed !== null && Number(typed.domain.chainId) === chainId && typed.domain.verifyingContract.toLowerCase() === contract;
        if (!typed || !here) return <Alert type="error" showIcon title={e.wrongPlace} />;
        return <Signing act={act} drafted={drafted} typed={typed} back={back} />;
      }}
    </Answer>
  );
}

function Signing({ act, drafted, typed, back }: { act: Act; drafted: Drafted; typed: Typed; back: () => void }) {
  const { pick, language } = useTexts();
  const e = useEditingTexts();
  const { signer } = useSession();
  const [consents, setConsents] = useState<readonly Consent[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const add = (more: readonly Consent[]): void => setConsents((known) => [...known.filter((one) => !more.some((other) => other.signer === one.signer)), ...more]);
  const own = consents.find((one) => one.signer === signer?.address);
  const submitted = useMutation({ mutationFn: async () => submitAct(act.name, drafted.message, await inOrder(consents, drafted)) });
  const data = typed as unknown as TypedDataDefinition;
  const sign = async (by: Signer): Promise<void> => add([{ signer: by.address, signature: await by.signTypedData(data) }]);
  const read = async (files: readonly File[]): Promise<void> => {
    const found = await Promise.all(files.map(async (file) => consentIn(await file.text(), typed)));
    setFault(found.includes(null) ? e.invalid : null);
    add(found.filter((one) => one !== null));
  };
  const needed = act.parties.length;
  return (
    <>
      <Section title={e.words}>
        <Facts rows={[[e.acts, <strong key="act">{pick(act)}</strong>], ...inWords(act, typed.message, language).map(([name, value]) => [name, <Value key={name} value={value} name={name} />] as const)]} />
        <TypedData data={data} />
      </Section>
      <Section title={e.sign}>
        <ul className="plain">
          {drafted.signs.map((one) => (
            <li key={one.zh}>{pick(one)} {one.departments.map((code, at) => <span key={code}>{at > 0 && (language === "zh" ? "、" : ", ")}<Department code={code} /></span>)}</li>
          ))}
        </ul>
        {fault && <Alert type="error" showIcon title={fault} className="gap" />}
        <SignRow check={e.check2} label={e.sign} sign={sign} done={own !== undefined}>
          {own && <Mark tone="good">{e.signed}</Mark>}
          {own && needed > 1 && <Button onClick={() => save(`consent-${act.name}.json`, `${JSON.stringify(own, null, 2)}\n`)}>{e.saveConsent}</Button>}
          {needed > 1 && <Button onClick={() => save(`draft-${act.name}.json`, `${JSON.stringify(drafted, null, 2)}\n`)}>{e.saveDraft}</Button>}
          <Button onClick={back}>{e.back}</Button>
        </SignRow>
        {needed > 1 && <FileField label={e.addConsent} multiple take={(files) => void read(files)} />}
        <div className="filters">
          <Button type="primary" disabled={consents.length < needed || submitted.isSuccess} loading={submitted.isPending} onClick={() => submitted.mutate()}>{e.submit}</Button>
          <span className="quiet">{e.waits(consents.length, needed)}</span>
          {submitted.data && <Outcome id={submitted.data.operation.id} />}
        </div>
        {submitted.isError && <Failed error={submitted.error} />}
      </Section>
    </>
  );
}

const CHANGED = ["agreement", "agreements", "activity"];
const INDEXED_MS = [0, 2_000, 6_000];

/** What became of the submission; what it changed is asked for anew. */
function Outcome({ id }: { id: string }) {
  const e = useEditingTexts();
  const queries = useQueryClient();
  const { data } = useQuery(operation(id));
  const state = data?.state ?? "recorded";
  const ended = ENDED.includes(state);
  const tone = state === "failed" ? "bad" : ended ? "good" : "wait";
  useEffect(() => {
    // Its block is read by the service a moment later; whoever went on to the agreement meanwhile is to see it too
    if (ended) for (const later of INDEXED_MS) setTimeout(() => void queries.invalidateQueries({ predicate: ({ queryKey: [key] }) => CHANGED.includes(String(key)) }), later);
  }, [ended, queries]);
  return (
    <span role="status">
      <Mark tone={tone}>{e.submitted}: {e.states[state] ?? state}</Mark> {data?.error}
    </span>
  );
}

function Value({ name, value }: { name: string; value: unknown }) {
  const moment = useMoment();
  const text = String(value);
  if (/^0x[0-9a-f]{64}$/.test(text)) return <Hash value={text} length={16} />;
  if (/Unix/.test(name) && /^[0-9]{9,11}$/.test(text)) return <>{moment(Number(text) * 1000)} <code>{text}</code></>;
  return <>{plain(Array.isArray(value) ? value.join(", ") : text)}</>;
}

/** Every member of what is signed, by what it means; members inside members one by one. */
function inWords(act: Act, message: Record<string, unknown>, language: "zh" | "en"): [string, unknown][] {
  const told = (schema: unknown, value: Record<string, unknown>): [string, unknown][] =>
    Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
      const own = (schema as { properties?: Record<string, { description?: string }> } | undefined)?.properties?.[name];
      if (typeof item === "object" && item !== null && !Array.isArray(item)) return told(own, item as Record<string, unknown>);
      const [zh = name, en = zh] = (own?.description ?? name).split(" · ");
      return [[language === "zh" ? zh : en, item]];
    });
  return told(act.message, message);
}

/** The consents in the order of the parties that give them. */
async function inOrder(consents: readonly Consent[], { signs }: Drafted): Promise<Consent[]> {
  if (signs.length < 2) return [...consents];
  const { answer, api } = await import("../../api/client");
  const left = [...consents];
  const ordered: Consent[] = [];
  for (const { departments } of signs) {
    const keys = await Promise.all(departments.map((code) => answer(api.GET("/v1/departments/{code}", { params: { path: { code } } }))));
    const own = keys.flatMap((one) => (one.keys ?? []).map(({ address }) => address));
    const at = left.findIndex(({ signer }) => own.includes(signer));
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return [...ordered, ...left];
}

/** The consent in a file, if it is a signature of this very content. */
async function consentIn(text: string, typed: Typed): Promise<Consent | null> {
  try {
    const { signer, signature } = JSON.parse(text) as Consent;
    const { recoverTypedDataAddress } = await import("viem");
    const found = await recoverTypedDataAddress({ ...(typed as unknown as TypedDataDefinition), signature: signature as `0x${string}` });
    return found.toLowerCase() === signer ? { signer, signature } : null;
  } catch {
    return null;
  }
}
