import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "react-router";
import { placeOf, policy } from "../api/trust";
import { Consents } from "../features/agreements/Consents";
import { type Terms, readTerms } from "../features/agreements/terms";
import { TermsInWords } from "../features/agreements/TermsInWords";
import { CompareTexts, Sign, type Consent } from "../features/agreements/Sign";
import { FileField } from "../features/shared/FileField";
import { Page, Section } from "../features/shared/Page";
import { Answer, Failed } from "../features/shared/States";
import { useTexts } from "../i18n";

/** Terms come as a file, are read in words, signed, and submitted once three departments have consented. */
export default function SignPage() {
  const { t } = useTexts();
  const given = (useLocation().state as { terms?: unknown } | null)?.terms;
  const [terms, setTerms] = useState<Terms | null>(() => (given === undefined ? null : readTerms(JSON.stringify(given))));
  const [bad, setBad] = useState(false);
  const [consents, setConsents] = useState<readonly Consent[]>([]);
  const trust = useQuery(policy);
  const add = (more: readonly Consent[]): void =>
    setConsents((known) => [...known.filter(({ signer }) => !more.some((one) => one.signer === signer)), ...more]);
  const open = async (file: File | undefined): Promise<void> => {
    const read = file ? readTerms(await file.text()) : null;
    setTerms(read);
    setBad(read === null);
    setConsents([]);
  };
  return (
    <Page title={t.signing.title} intro={t.signing.intro}>
      <Section title={t.signing.file}>
        <FileField label={t.signing.file} hint={t.signing.fileHint} take={([file]) => void open(file)} />
        {bad && <Failed error={new Error(t.signing.bad)} />}
      </Section>
      {terms && (
        <Answer query={trust}>
          {(trusted) => {
            const place = placeOf(trusted, "Agreements");
            return (
              <>
                <Section title={t.signing.words}>
                  <TermsInWords terms={terms} />
                  <CompareTexts terms={terms} />
                </Section>
                <Sign terms={terms} place={place} done={(consent) => add([consent])} />
                <Consents terms={terms} place={place} consents={consents} add={add} />
              </>
            );
          }}
        </Answer>
      )}
    </Page>
  );
}
