import type { ReactNode } from "react";
import { useTexts } from "../../i18n";
import type { Report, Status } from "../../verify/stepping.ts";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, Mark, type Tone, Verdict } from "../shared/Marks";
import { Facts, Section } from "../shared/Page";
import { Nothing } from "../shared/States";
import { When } from "../shared/When";
import { Stream } from "./Stream";

const TONES: Record<string, Tone> = { verified: "good", failed: "bad", undetermined: "open", passed: "good", skipped: "quiet" };

interface Props {
  readonly report: Report;
  readonly name: string;
  /** The verdict's large line, and what it is about. */
  readonly title: string;
  readonly scope: ReactNode;
  /** What stands between the findings and the steps. */
  readonly between: ReactNode;
  /** Over what is known besides the verdict. */
  readonly known: string;
  readonly children: ReactNode;
}

export function ReportView({ report, name, title, scope, between, known, children }: Props) {
  const { t, pick } = useTexts();
  return (
    <>
      <Verdict tone={TONES[report.result] ?? "open"} title={title}>
        {scope}
        <p className="page-actions">
          <span>
            {t.verify.file} <strong>{name}</strong>
          </span>
          {children}
        </p>
      </Verdict>
      <Section title={t.verify.findings}>
        {report.findings.length === 0 && <Nothing>{t.verify.noFindings}</Nothing>}
        <ul className="findings">
          {report.findings.map((one, at) => (
            <li key={at} className={one.kind === "failure" ? "" : "open"}>
              <Mark tone={one.kind === "failure" ? "bad" : "open"}>
                <code>{one.code}</code>
              </Mark>{" "}
              {pick(one)}
              {one.details["position"] !== undefined && <> ({t.verify.atPosition(String(one.details["position"]))})</>}
              {one.details["cause_zh"] && (
                <div className="quiet">
                  {t.verify.cause}: {pick({ zh: String(one.details["cause_zh"]), en: String(one.details["cause_en"]) })}
                </div>
              )}
            </li>
          ))}
        </ul>
      </Section>
      {between}
      <div className="columns">
        <Section title={t.verify.steps}>
          <ol className="steps">
            {report.steps.map((step) => (
              <li key={step.step} data-step={step.step}>
                <span>{pick(step)}</span>
                <StatusMark status={step.status} />
              </li>
            ))}
          </ol>
        </Section>
        <Section title={known}>
          <Summary summary={report.summary} />
        </Section>
      </div>
    </>
  );
}

function StatusMark({ status }: { status: Status }) {
  const { t } = useTexts();
  return <Mark tone={TONES[status] ?? "bad"}>{t.verify.statuses[status]}</Mark>;
}

function Summary({ summary }: { summary: Report["summary"] }) {
  const { t } = useTexts();
  const named = useEventType();
  const shown = (name: string, value: string | number | string[]): ReactNode => {
    if (Array.isArray(value)) return value.map((one) => <div key={one}><code>{one}</code></div>);
    if (name === "type") return named(String(value));
    if (name === "header") return t.verify.headers[String(value)] ?? value;
    if (name === "stream") return <Stream name={String(value)} />;
    if (name === "actor") return <Department code={String(value)} />;
    if (/_(at|from)$|^(since|until)$/.test(name)) return <When at={String(value)} />;
    return typeof value === "string" && value.length > 40 ? <Hash value={value} /> : value;
  };
  const rows = Object.entries(summary).map(([name, value]) => [t.verify.names[name] ?? name, shown(name, value)] as const);
  return rows.length === 0 ? <Nothing /> : <Facts rows={rows} />;
}
