/** The moment of signing: the typed data as it stands, a check by hand, one signature. */
import { Alert, Button, Checkbox } from "antd";
import { useEffect, useState } from "react";
import type { hashStruct as HashStruct } from "viem";
import { hex, sha256 } from "../../verify/bytes.ts";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";
import { Hash, Mark } from "../shared/Marks";
import { FileField } from "../shared/FileField";
import { Section } from "../shared/Page";
import { save } from "../shared/save";
import { PARTIES, type Terms, typedTerms } from "./terms";

export interface Consent {
  readonly signer: `0x${string}`;
  readonly signature: `0x${string}`;
}

/** Where the agreements' contract stands. */
export interface Place {
  readonly chainId: number;
  readonly contract: `0x${string}`;
}

interface Props {
  readonly terms: Terms;
  readonly place: Place;
  readonly done: (consent: Consent) => void;
}

export function Sign({ terms, place, done }: Props) {
  const { t } = useTexts();
  const { caller, signer } = useSession();
  const [checked, setChecked] = useState(false);
  const [consent, setConsent] = useState<Consent | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const typed = useTyped(terms, place);
  const party = PARTIES.find((one) => terms[one] === caller?.department);
  const may = party !== undefined && caller?.role === "head";
  const sign = async (): Promise<void> => {
    if (!signer) return;
    try {
      const given = { signer: signer.address, signature: await signer.signTypedData(typedTerms(terms, place.chainId, place.contract)) };
      setConsent(given);
      setFault(null);
      done(given);
    } catch {
      setFault(t.session.rejected);
    }
  };
  return (
    <Section title={party ? t.signing.as(t.common.parties[party] ?? party) : t.signing.sign}>
      {party === undefined && <Alert type="warning" showIcon title={t.signing.notParty} />}
      {party !== undefined && !may && <Alert type="warning" showIcon title={t.signing.needHead} />}
      {fault && <Alert type="error" showIcon title={fault} />}
      {typed && (
        <>
          <p>
            {t.signing.id} <Hash value={typed.id} length={16} />
          </p>
          <details>
            <summary>{t.signing.typed}</summary>
            <pre className="raw" tabIndex={0}>{typed.text}</pre>
          </details>
        </>
      )}
      {may && (
        <div className="filters sign-row">
          <Checkbox checked={checked} onChange={({ target }) => setChecked(target.checked)}>{t.signing.check}</Checkbox>
          <Button type="primary" disabled={!checked} onClick={() => void sign()}>{t.signing.sign}</Button>
          {consent && <Mark tone="good">{t.signing.signed}</Mark>}
          {consent && <Button onClick={() => save(`consent-${party}.json`, `${JSON.stringify(consent, null, 2)}\n`)}>{t.signing.saveConsent}</Button>}
        </div>
      )}
    </Section>
  );
}

/** The agreement's id and the data to be signed, as text. */
function useTyped(terms: Terms, place: Place): { id: string; text: string } | null {
  const [typed, setTyped] = useState<{ id: string; text: string } | null>(null);
  const { chainId, contract } = place;
  useEffect(() => {
    void import("viem").then(({ hashStruct, serializeTypedData }) => {
      const data = typedTerms(terms, chainId, contract);
      const id = hashStruct(structOf(data));
      setTyped({ id, text: JSON.stringify(JSON.parse(serializeTypedData(data)), null, 2) });
    });
  }, [terms, chainId, contract]);
  return typed;
}

function structOf({ message, types }: ReturnType<typeof typedTerms>): Parameters<typeof HashStruct>[0] {
  return { data: message, types, primaryType: "Terms" } as Parameters<typeof HashStruct>[0];
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
