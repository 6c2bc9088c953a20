/** A file that proves something is dropped, held against a trust policy, and every step is told. Nothing leaves the browser. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useMemo, useState } from "react";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { useProofTexts } from "../../i18n/proofs";
import { Refused, utf8 } from "../../verify/bytes.ts";
import { MAX_DOCUMENT } from "../../verify/document.ts";
import type { Examined } from "../../verify/examine.ts";
import { type TrustPolicy, parseTrust } from "../../verify/trust.ts";
import { FileField } from "../shared/FileField";
import { Section } from "../shared/Page";
import { save } from "../shared/save";
import { Disclosed } from "./Disclosed";
import { Drop } from "./Drop";
import { Entries } from "./Entries";
import { ProofLimits, Scope, useVerdict } from "./Meaning";
import { ReportView } from "./ReportView";
import { useExamined } from "./useExamined";

interface Given {
  readonly name: string;
  readonly file: Uint8Array;
}

export function Examination({ handed }: { handed: Given | null }) {
  const { t } = useTexts();
  const p = useProofTexts();
  const [given, setGiven] = useState<Given | null>(handed);
  const [tooLarge, setTooLarge] = useState(false);
  const policy = usePolicy();
  const examined = useExamined(given?.file ?? null, policy.trust);
  const take = async (file: File): Promise<void> => {
    setTooLarge(file.size > MAX_DOCUMENT);
    setGiven(file.size > MAX_DOCUMENT ? null : { name: file.name, file: new Uint8Array(await file.arrayBuffer()) });
  };
  return (
    <>
      <Drop label={t.verify.drop} take={(file) => void take(file)} />
      {tooLarge && <Alert type="error" showIcon title={t.verify.tooLarge} />}
      <Section title={t.verify.trust}>
        <div className="filters">
          <FileField label={t.verify.trustFile} take={([file]) => file && void policy.open(file)} />
          {policy.own !== null && policy.published && <Button onClick={policy.reset}>{t.verify.trustService}</Button>}
        </div>
        {policy.bad && <Alert type="error" showIcon title={t.verify.badTrust} description={policy.bad} />}
        {policy.own !== null && !policy.bad && <p>{t.verify.trustOwn(policy.own)}</p>}
        {policy.own === null && policy.published && <p className="quiet">{t.verify.trustWarn}</p>}
        {policy.own === null && !policy.published && <Alert type="warning" showIcon title={t.verify.trustNone} />}
      </Section>
      {examined === "examining" && <Alert type="info" showIcon title={p.examining} role="status" />}
      {given && examined !== null && examined !== "examining" && <Result name={given.name} examined={examined} />}
    </>
  );
}

function Result({ name, examined }: { name: string; examined: Examined }) {
  const { t } = useTexts();
  const p = useProofTexts();
  const verdict = useVerdict();
  const { kind, report, disclosed, entries } = examined;
  return (
    <>
      <ReportView
        report={report}
        name={name}
        title={verdict(examined)}
        scope={<Scope examined={examined} />}
        between={kind === "tlog-proof" ? <ProofLimits examined={examined} /> : entries.length > 0 && <Entries rows={entries} />}
        known={kind === "tlog-proof" ? p.stated : t.verify.summary}
      >
        <Button onClick={() => save(`report-${name}`, `${JSON.stringify(report, null, 2)}\n`)}>{t.verify.report}</Button>
      </ReportView>
      {kind === "evidence" && <Disclosed fields={disclosed} />}
    </>
  );
}

interface Policy {
  readonly trust: TrustPolicy | null;
  /** Name of the file that it came from; null for the one that the service publishes. */
  readonly own: string | null;
  readonly published: boolean;
  readonly bad: string | null;
  open(file: File): Promise<void>;
  reset(): void;
}

function usePolicy(): Policy {
  const { pick } = useTexts();
  const { data } = useQuery({ ...queries.trust, retry: false });
  const [own, setOwn] = useState<{ name: string; bytes: Uint8Array } | null>(null);
  const read = useMemo(() => {
    const bytes = own?.bytes ?? (data ? utf8(JSON.stringify(data)) : null);
    if (!bytes) return { trust: null, bad: null };
    try {
      return { trust: parseTrust(bytes), bad: null };
    } catch (error) {
      return { trust: null, bad: error instanceof Refused ? error : null };
    }
  }, [own, data]);
  return {
    trust: read.trust,
    own: own?.name ?? null,
    published: data !== undefined,
    bad: read.bad && pick(read.bad),
    open: async (file) => setOwn({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }),
    reset: () => setOwn(null),
  };
}
