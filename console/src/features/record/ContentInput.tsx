/** The data that an event speaks of: hashed here with a salt, never sent. */
import { useQueries } from "@tanstack/react-query";
import { Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import * as queries from "../../api/queries";
import { useRecordTexts } from "../../i18n/record";
import { chance } from "../../record/sign.ts";
import type { Guide, Wrong } from "../../record/values.ts";
import { hex, unhex } from "../../verify/bytes.ts";
import { payloadDigest } from "../../verify/disclosure.ts";
import { hasForm } from "../../verify/forms.ts";
import { FileField } from "../shared/FileField";
import { Hash, Mark } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Labelled } from "./FieldInput";
import { CARRIES, type Form, type SetForm } from "./form";

interface Props {
  readonly guide: Guide;
  readonly form: Form;
  readonly set: SetForm;
  readonly wrong?: Wrong | undefined;
}

const ALGORITHMS = ["sha256", "sm3", "keccak256"];

export function ContentInput({ guide, form, set, wrong }: Props) {
  const r = useRecordTexts();
  const id = useId();
  const source = useSource(guide, form);
  const [busy, setBusy] = useState(false);
  const [alg, setAlg] = useState(form.content?.alg ?? "sha256");
  const salt = source?.salt ?? form.content?.salt ?? "";
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    const content = new Uint8Array(await file.arrayBuffer());
    // the picture of the wait is painted before the work begins
    await new Promise((painted) => window.setTimeout(painted));
    const by = source?.salt ?? hex(chance());
    set({ content: { name: file.name, alg: source?.alg ?? alg, digest: payloadDigest(source?.alg ?? alg, unhex(by), content), salt: by } });
    setBusy(false);
  };
  const elsewhere = (digest: string, by: string): void => {
    set({ content: digest || by ? { name: "", alg: source?.alg ?? alg, digest, salt: by } : null });
  };
  return (
    <Section title={r.data}>
      {source === null && CARRIES.has(guide.name) && form.parents.length > 0 && <p className="quiet">{r.saltUnknown}</p>}
      <Labelled id={`${id}g`} name="alg" label={r.alg}>
        {() => <Select id={`${id}g`} value={source?.alg ?? alg} disabled={source !== null || form.content !== null} options={ALGORITHMS.map((value) => ({ value }))} onChange={setAlg} style={{ width: 160 }} />}
      </Labelled>
      <FileField label={r.dataFile} hint={r.dataHint} accept="" take={([file]) => void take(file)} />
      {busy && <p role="status">{r.hashing}</p>}
      {wrong && <p className="field-wrong">{r.wrong[wrong]}</p>}
      {form.content && hasForm("digest", form.content.digest) && (
        <p role="status">
          {r.digest} <Hash value={form.content.digest} length={12} />{" "}
          {source && <Mark tone={source.digest === form.content.digest ? "good" : "bad"}>{source.digest === form.content.digest ? r.sameAs : r.otherThan}</Mark>}
        </p>
      )}
      <Labelled id={`${id}r`} name="rows" label={r.rows}>
        {() => <InputNumber id={`${id}r`} min={0} precision={0} value={form.rows} onChange={(rows) => set({ rows: rows ?? 0 })} />}
      </Labelled>
      <details>
        <summary>{r.elsewhere}</summary>
        <Labelled id={`${id}d`} name="digest" label={r.digest}>
          {() => <Input id={`${id}d`} value={form.content?.name === "" ? form.content.digest : ""} maxLength={64} onChange={({ target }) => elsewhere(target.value.trim().toLowerCase(), salt)} />}
        </Labelled>
        <Labelled id={`${id}s`} name="salt" label={r.salt}>
          {() => <Input id={`${id}s`} value={form.content?.name === "" ? form.content.salt : salt} disabled={source !== null} maxLength={32} onChange={({ target }) => elsewhere(form.content?.digest ?? "", target.value.trim().toLowerCase())} />}
        </Labelled>
      </details>
    </Section>
  );
}

/** Digest, algorithm and salt of the data that is carried on; null where there is none or the salt is withheld. */
function useSource(guide: Guide, form: Form): { digest: string; alg: string; salt: string } | null {
  const parents = useQueries({ queries: form.parents.filter((one) => hasForm("digest", one)).map((one) => ({ ...queries.event(one), enabled: CARRIES.has(guide.name) })) });
  for (const { data } of parents) {
    const opened = data?.disclosures["payload_salt"] as { value?: unknown } | undefined;
    if (CARRIES.has(guide.name) && data?.payload && hasForm("nonce", opened?.value)) return { digest: String(data.payload["digest"]), alg: String(data.payload["alg"]), salt: opened.value };
  }
  return null;
}

/** Whether the data is told completely. */
export const hasContent = ({ content }: Form): boolean => content !== null && hasForm("digest", content.digest) && (content.salt === "" || hasForm("nonce", content.salt));
