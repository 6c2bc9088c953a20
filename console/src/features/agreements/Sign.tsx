/** The moment of signing: the typed data as it stands, a check by hand, one signature. */
import { Alert, Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { TypedDataDefinition } from "viem";
import type { Place } from "../../api/trust";
import { hex, sha256 } from "../../verify/bytes.ts";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";
import { SignRow, TypedData } from "../session/SignRow";
import type { Signer } from "../session/signers";
import { Hash, Mark } from "../shared/Marks";
import { FileField } from "../shared/FileField";
import { Section } from "../shared/Page";
import { save } from "../shared/save";
import { PARTIES, type Terms, typedTerms } from "./terms";

export interface Consent {
  readonly signer: `0x${string}`;
  readonly signature: `0x${string}`;
}

interface Props {
  readonly terms: Terms;
  readonly place: Place;
  readonly done: (consent: Consent) => void;
}

export function Sign({ terms, place, done }: Props) {
  const { t } = useTexts();
  const { caller } = useSession();
  const [consent, setConsent] = useState<Consent | null>(null);
  const data = useMemo(() => typedTerms(terms, place.chainId, place.contract), [terms, place.chainId, place.contract]);
  const id = useAgreementId(data);
  const party = PARTIES.find((one) => terms[one] === caller?.department);
  const may = party !== undefined && caller?.role === "head";
  const sign = async (signer: Signer): Promise<void> => {
    const given = { signer: signer.address, signature: await signer.signTypedData(data) };
    setConsent(given);
    done(given);
  };
  return (
    <Section title={party ? t.signing.as(t.common.parties[party] ?? party) : t.signing.sign}>
      {party === undefined && <Alert type="warning" showIcon title={t.signing.notParty} />}
      {party !== undefined && !may && <Alert type="warning" showIcon title={t.signing.needHead} />}
      {id && (
        <p>
          {t.signing.id} <Hash value={id} length={16} />
        </p>
      )}
      <TypedData data={data} />
      {may && (
        <SignRow check={t.signing.check} label={t.signing.sign} sign={sign}>
          {consent && <Mark tone="good">{t.signing.signed}</Mark>}
          {consent && <Button onClick={() => save(`consent-${party}.json`, `${JSON.stringify(consent, null, 2)}\n`)}>{t.signing.saveConsent}</Button>}
        </SignRow>
      )}
    </Section>
  );
}

/** The agreement's id: the hash of its terms, once it is known. */
function useAgreementId({ message, types }: TypedDataDefinition): string | null {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => {
    void import("viem").then(({ hashStruct }) => setId(hashStruct({ data: message, types, primaryType: "Terms" } as Parameters<typeof hashStruct>[0])));
  }, [message, types]);
  return id;
}

/** Whether a file is one of the texts that the terms bind. */
export function CompareTexts({ terms }: { terms: Terms }) {
  const { t } = useTexts();
  const [found, setFound] = useState<{ name: string; which: string | null } | null>(null);
  const names = { text_zh: t.signing.zh, text_en: t.signing.en, policy: t.signing.policy, calendar: t.signing.calendar };
  const compare = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const digest = hex(sha256(new Uint8Array(await file.arrayBuffer())));
    const which = (Object.keys(names) as (keyof typeof names)[]).find((name) => terms[name] === digest);
    setFound({ name: file.name, which: which ? names[which] : null });
  };
  return (
    <div className="field">
      <FileField label={t.signing.compare} accept="" take={([file]) => void compare(file)} />
      {found && (
        <Mark tone={found.which ? "good" : "bad"}>
          {found.name} {found.which ? `${t.signing.matches}: ${found.which}` : t.signing.differs}
        </Mark>
      )}
    </div>
  );
}
