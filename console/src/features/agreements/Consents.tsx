/** Collecting three consents and submitting the agreement; anyone may submit, nobody can forge. */
import { useMutation, useQueries } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { type Schema, answer, api } from "../../api/client";
import * as queries from "../../api/queries";
import type { Place } from "../../api/trust";
import { useTexts } from "../../i18n";
import { Agreement, Hash, Mark, useDepartmentName } from "../shared/Marks";
import { FileField } from "../shared/FileField";
import { Section } from "../shared/Page";
import { Failed } from "../shared/States";
import type { Consent } from "./Sign";
import { PARTIES, type Terms, typedTerms } from "./terms";

interface Props {
  readonly terms: Terms;
  readonly place: Place;
  readonly consents: readonly Consent[];
  readonly add: (more: readonly Consent[]) => void;
}

export function Consents({ terms, place, consents, add }: Props) {
  const { t } = useTexts();
  const named = useDepartmentName();
  const [invalid, setInvalid] = useState(false);
  const keys = useQueries({ queries: PARTIES.map((party) => queries.department(terms[party])) });
  const byParty = PARTIES.map((party, at) => {
    const own = (keys[at]?.data?.keys ?? []).map(({ address }) => address);
    return { party, consent: consents.find(({ signer }) => own.includes(signer)) };
  });
  const whole = byParty.flatMap(({ consent }) => (consent ? [consent] : []));
  const conclude = useMutation({
    mutationFn: (): Promise<Schema["ConcludedAnswer"]> => answer(api.POST("/v1/agreements", { body: { terms, consents: whole } })),
  });
  const read = async (files: readonly File[]): Promise<void> => {
    const found = await Promise.all(files.map(async (file) => readConsent(await file.text(), terms, place)));
    setInvalid(found.includes(null));
    add(found.filter((one) => one !== null));
  };
  return (
    <Section title={t.signing.consents}>
      <ul className="plain">
        {byParty.map(({ party, consent }) => (
          <li key={party}>
            <Mark tone={consent ? "good" : "wait"}>
              {t.common.parties[party]} {named(terms[party])}: {consent ? t.signing.signed : t.signing.missing(t.common.parties[party] ?? party)}
            </Mark>{" "}
            {consent && <Hash value={consent.signer} />}
          </li>
        ))}
      </ul>
      {invalid && <Alert type="error" showIcon title={t.signing.invalid} />}
      <FileField label={t.signing.addConsent} multiple take={(files) => void read(files)} />
      <Button type="primary" disabled={whole.length < 3 || conclude.isSuccess} loading={conclude.isPending} onClick={() => conclude.mutate()}>
        {t.signing.conclude}
      </Button>
      {conclude.isError && <Failed error={conclude.error} />}
      {conclude.data && (
        <p role="status">
          <Mark tone="good">{t.signing.concluded}</Mark> <Agreement id={conclude.data.agreement} />
        </p>
      )}
    </Section>
  );
}

/** The consent in a file, if it is a signature of these very terms. */
async function readConsent(text: string, terms: Terms, place: Place): Promise<Consent | null> {
  try {
    const { signer, signature } = JSON.parse(text) as Consent;
    const { recoverTypedDataAddress } = await import("viem");
    const found = await recoverTypedDataAddress({ ...typedTerms(terms, place.chainId, place.contract), signature });
    return found.toLowerCase() === signer ? { signer, signature } : null;
  } catch {
    return null;
  }
}
