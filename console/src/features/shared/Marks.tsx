/** Small marks: each says its meaning by shape and word, never by colour alone. */
import {
  CheckCircleFilled, CheckOutlined, ClockCircleOutlined, CloseCircleFilled, CopyOutlined, ExclamationCircleFilled,
  MinusCircleOutlined, QuestionCircleFilled,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { plain } from "./plain";

export type Tone = "good" | "bad" | "open" | "wait" | "quiet";

const ICONS: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled />,
  bad: <CloseCircleFilled />,
  open: <QuestionCircleFilled />,
  wait: <ClockCircleOutlined />,
  quiet: <MinusCircleOutlined />,
};

export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`}>
      <span aria-hidden>{ICONS[tone]}</span> {children}
    </span>
  );
}

/** A verdict in large type. */
export function Verdict({ tone, title, children }: { tone: Tone; title: ReactNode; children?: ReactNode }) {
  return (
    <div className={`verdict verdict-${tone}`} role="status">
      <span className="verdict-icon" aria-hidden>
        {tone === "open" ? <ExclamationCircleFilled /> : ICONS[tone]}
      </span>
      <div>
        <p className="verdict-title">{title}</p>
        {children}
      </div>
    </div>
  );
}

const PROOF_TONES: Record<string, Tone> = { anchored: "good", "waiting-for-anchor": "wait", missing: "open", failed: "bad" };

export function ProofMark({ proof }: { proof: string }) {
  const { t } = useTexts();
  return <Mark tone={PROOF_TONES[proof] ?? "open"}>{t.common.proof[proof] ?? proof}</Mark>;
}

/** How far what an answer rests on is proven; an answer that rests on no event has nothing to prove. */
export function ProofSum({ proof: { anchored, waiting, missing, failed, weakest } }: { proof: Schema["ProofState"] }) {
  const { t } = useTexts();
  const none = anchored + waiting + missing + failed === 0;
  return (
    <span title={t.common.proofOf(anchored, waiting, missing, failed)}>
      {t.common.proofTitle} {none ? <Mark tone="quiet">{t.common.noEvents}</Mark> : <ProofMark proof={weakest} />}
    </span>
  );
}

const STATE_TONES: Record<string, Tone> = {
  active: "good", met: "good", open: "wait", pending: "wait", offered: "wait", signed: "wait", "due-today": "open", suspended: "open",
  late: "open", overdue: "bad", breach: "bad", terminated: "quiet", expired: "quiet", withdrawn: "quiet",
};

/** A state in words; one that the console does not know is said to be that. */
export function StateMark({ state }: { state: string }) {
  const { t } = useTexts();
  return <Mark tone={STATE_TONES[state] ?? "open"}>{t.common.states[state] ?? t.common.unknown}</Mark>;
}

/** A hash, shortened; the whole of it is in the tooltip and on the clipboard. */
export function Hash({ value, to, length = 8 }: { value: string; to?: string; length?: number }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const short = value.length > 2 * length + 2 ? `${value.slice(0, length)}…${value.slice(-4)}` : value;
  const copy = (): void => {
    void navigator.clipboard?.writeText(value).then(() => {
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1500);
    });
  };
  return (
    <span className="hash">
      {to ? <Link to={to} title={value}><code>{short}</code></Link> : <code title={value}>{short}</code>}
      <button type="button" className="bare" onClick={copy} aria-label={`${copied ? t.common.copied : t.common.copy} ${short}`}>
        {copied ? <CheckOutlined /> : <CopyOutlined />}
      </button>
    </span>
  );
}

/** A department by its name; the code is a hint. */
export function Department({ code }: { code: string | null | undefined }) {
  const { t } = useTexts();
  const name = useDepartmentName();
  if (!code) return <span className="quiet">{t.common.none}</span>;
  return (
    <Link to={`/departments/${encodeURIComponent(code)}`} title={code}>
      {name(code)}
    </Link>
  );
}

/** Names of departments by code; a code whose name is not known stands for itself. */
export function useDepartmentName(): (code: string) => string {
  const { language } = useTexts();
  const { data } = useQuery(queries.departments);
  return (code) => {
    const found = data?.find((one) => one.code === code);
    return plain((found && (language === "zh" ? found.name_zh : found.name_en)) || code);
  };
}

/** A catalogue item by its title. */
export function Item({ code }: { code: string | null | undefined }) {
  const { data } = useQuery(queries.items);
  if (!code) return null;
  return (
    <Link to={`/items/${encodeURIComponent(code)}`} title={code}>
      {plain(data?.find((one) => one.code === code)?.title ?? code)}
    </Link>
  );
}

/** An agreement by its number. */
export function Agreement({ id }: { id: string | null | undefined }) {
  const { data } = useQuery(queries.agreements);
  if (!id) return null;
  const number = data?.find((one) => one.id === id)?.number;
  return number ? <Link to={`/agreements/${id}`} title={id}>{plain(number)}</Link> : <Hash value={id} to={`/agreements/${id}`} />;
}
