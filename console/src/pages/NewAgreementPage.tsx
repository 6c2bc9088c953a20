import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { calendarDigest, draftAct } from "../api/acts";
import * as queries from "../api/queries";
import { type Drafting, type Texts, bind, emptyOf, firstTerms, firstTexts, messageOf } from "../features/agreements/drafting";
import type { Terms } from "../features/agreements/terms";
import { TermsDiff } from "../features/agreements/TermsDiff";
import { TermsForm } from "../features/agreements/TermsForm";
import { useCaller } from "../features/session/Session";
import { Hash, Mark, useDepartmentName } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { save } from "../features/shared/save";
import { Answer, Failed } from "../features/shared/States";
import { useTexts } from "../i18n";
import { useEditingTexts } from "../i18n/editing";
import "../features/record/record.css";
import "../features/agreements/editing.css";

/** Terms and texts of a new agreement side by side; or of a new version of one that stands. */
export default function NewAgreementPage() {
  const e = useEditingTexts();
  const { department } = useCaller();
  const [search] = useSearchParams();
  const amended = search.get("amend");
  const items = useQuery(queries.items);
  const calendar = useQuery(calendarDigest);
  const agreement = useQuery({ ...queries.agreement(amended ?? ""), enabled: amended !== null });
  const item = items.data?.find(({ code }) => code === search.get("item"));
  return (
    <Page title={amended ? e.amending : e.title} intro={e.intro}>
      <Answer query={calendar}>
        {(digest) =>
          amended ? (
            <Answer query={agreement}>{({ terms }) => (terms ? <Editor key={amended} start={terms as unknown as Terms} previous={{ id: amended, terms: terms as unknown as Terms }} /> : <Failed error={new Error(e.need)} />)}</Answer>
          ) : (
            <Answer query={items}>{() => <Editor start={firstTerms(department, digest, item)} />}</Answer>
          )
        }
      </Answer>
    </Page>
  );
}

interface Previous {
  readonly id: string;
  readonly terms: Terms;
}

function Editor({ start, previous }: { start: Drafting; previous?: Previous }) {
  const { t } = useTexts();
  const e = useEditingTexts();
  const named = useDepartmentName();
  const [draft, setDraft] = useState(start);
  const [texts, setTexts] = useState<Texts>({ text_zh: "", text_en: "", policy: "" });
  const [asked, setAsked] = useState(false);
  const change = (more: Partial<Drafting>): void => setDraft((before) => ({ ...before, ...more }));
  const lacking = emptyOf(draft, texts);
  const terms = bind(draft, texts);
  return (
    <>
      <div className="columns">
        <Section title={e.terms}>
          <TermsForm draft={draft} set={change} lacking={asked ? lacking : []} />
        </Section>
        <Section title={e.texts} extra={<Button onClick={() => setTexts(firstTexts(draft, named))}>{e.write}</Button>}>
          <p className="quiet">{e.written}</p>
          {([["text_zh", t.signing.zh, "zh-CN", 16], ["text_en", t.signing.en, "en", 16], ["policy", e.policy, "en", 8]] as const).map(([name, label, lang, rows]) => (
            <div key={name} className="field" data-field={name}>
              <label htmlFor={name}>{label}</label>
              <textarea id={name} lang={lang} className="native record-text" rows={rows} spellCheck={false} value={texts[name]} onChange={({ target }) => setTexts({ ...texts, [name]: target.value })} />
              <p className={asked && lacking.includes(name) ? "field-wrong" : "field-hint"}>{asked && lacking.includes(name) ? e.need : texts[name] && <>{e.digest} <Hash value={terms[name]} /></>}</p>
            </div>
          ))}
        </Section>
      </div>
      {previous && <TermsDiff before={previous.terms} after={terms} />}
      {asked && lacking.length > 0 && <Alert type="error" showIcon title={e.lacks(lacking.length)} className="gap" />}
      <Finish key={JSON.stringify(terms)} terms={terms} texts={texts} previous={previous} whole={lacking.length === 0} ask={() => setAsked(true)} />
    </>
  );
}

interface FinishProps {
  readonly terms: Terms;
  readonly texts: Texts;
  readonly previous: Previous | undefined;
  readonly whole: boolean;
  readonly ask: () => void;
}

/** The service examines the terms; then they are signed, or go to the other departments as files. */
function Finish({ terms, texts, previous, whole, ask }: FinishProps) {
  const e = useEditingTexts();
  const navigate = useNavigate();
  const message = previous ? { previous: previous.id, terms: messageOf(terms) } : messageOf(terms);
  const examined = useMutation({ mutationFn: () => draftAct(previous ? "amend" : "conclude", message) });
  const check = (): void => {
    ask();
    if (whole) examined.mutate();
  };
  const files = (): void => {
    save("agreement-zh.txt", texts.text_zh, "text/plain");
    save("agreement-en.txt", texts.text_en, "text/plain");
    save("agreement-policy.json", texts.policy);
  };
  return (
    <Section title={e.check}>
      <div className="filters">
        <Button type={examined.isSuccess ? "default" : "primary"} loading={examined.isPending} onClick={check}>{e.check}</Button>
        {examined.data && (
          <>
            <span role="status"><Mark tone="good">{e.checked}</Mark> <Hash value={examined.data.id} /></span>
            <Button type="primary" onClick={() => void (previous ? navigate(`/agreements/${previous.id}/acts/amend`, { state: { message } }) : navigate("/agreements/sign", { state: { terms } }))}>{previous ? e.amendSign : e.toSign}</Button>
            <Button onClick={() => save("terms.json", `${JSON.stringify(terms, null, 2)}\n`)}>{e.saveTerms}</Button>
            <Button onClick={files}>{e.saveTexts}</Button>
          </>
        )}
      </div>
      {examined.isError && <Failed error={examined.error} />}
    </Section>
  );
}
