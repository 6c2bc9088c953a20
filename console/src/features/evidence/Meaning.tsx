/** What the verdict says, for each kind of file: a tlog-proof proves less than evidence, and says so. */
import type { ReactNode } from "react";
import { useTexts } from "../../i18n";
import { useProofTexts } from "../../i18n/proofs";
import type { Examined } from "../../verify/examine.ts";
import { Section } from "../shared/Page";
import { When } from "../shared/When";
import { Stream } from "./Stream";

/** The verdict's large line. */
export function useVerdict(): (examined: Examined) => string {
  const { t } = useTexts();
  const p = useProofTexts();
  return ({ kind, report: { result, summary } }) => {
    if (result !== "verified" || kind === "evidence") return t.verify.results[result] ?? result;
    const [first = "", last = ""] = String(summary["positions"] ?? "").split("–");
    return kind === "extract" ? p.nothingMissing(first, last) : p.inLog;
  };
}

/** Under the large line: of what stream, and how much of it. */
export function Scope({ examined: { kind, entries, report } }: { examined: Examined }) {
  const p = useProofTexts();
  const { stream, stream_count: count, since, until, shown, withheld } = report.summary;
  if (kind !== "extract" || stream === undefined) return <p className="quiet">{p.kinds[kind]}</p>;
  return (
    <>
      <p>
        {p.kinds[kind]} · <Stream name={String(stream)} />
      </p>
      <p>{p.scope(entries.length, String(count), Number(shown), Number(withheld))}</p>
      {(since ?? until) !== undefined && (
        <p>
          {p.interval} {since === undefined ? p.open : <When at={String(since)} />} – {until === undefined ? p.open : <When at={String(until)} />}
        </p>
      )}
    </>
  );
}

export function ProofLimits({ examined: { report } }: { examined: Examined }) {
  const p = useProofTexts();
  const listed = (lines: readonly string[]): ReactNode => (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
  const witnessed = report.summary["witnessed_at"] !== undefined;
  return (
    <div className="columns">
      {report.result === "verified" && <Section title={p.proves}>{listed(witnessed ? [...p.provedOf, p.witnessed] : p.provedOf)}</Section>}
      <Section title={p.provesNot}>{listed(p.notProvedOf)}</Section>
    </div>
  );
}
