import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { Agreement, Hash, Mark } from "../shared/Marks";

type Alert = Schema["Raised"] & { agreement?: string | null };

const EVENT = /^[0-9a-f]{64}$/;
const AGREEMENT = /^0x[0-9a-f]{64}$/;

/** Alerts with the events that show them. */
export function AlertList({ alerts }: { alerts: readonly Alert[] }) {
  const { t, pick } = useTexts();
  return (
    <ul className="plain alerts">
      {alerts.map((alert) => (
        <li key={alert.rule + alert.subject}>
          <Mark tone={alert.level === "red" ? "bad" : "open"}>{t.common.levels[alert.level] ?? t.common.unknown}</Mark>{" "}
          <strong>{pick(alert)}</strong> {alert.agreement && <Agreement id={alert.agreement} />}{" "}
          <span className="quiet">
            {t.home.evidence} <Shown alert={alert} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What an alert is about and rests on: an event, an agreement, or a key or log by its name. */
export function Shown({ alert }: { alert: Pick<Alert, "subject" | "evidence"> }) {
  return [...new Set([alert.subject, ...alert.evidence])].map((id) => {
    if (EVENT.test(id)) return <Hash key={id} value={id} to={`/events/${id}`} />;
    return AGREEMENT.test(id) ? <Agreement key={id} id={id} /> : <Hash key={id} value={id} length={12} />;
  });
}

/** The case page of what an alert is about, where that is an event. */
export function Why({ subject, children }: { subject: string; children: string }) {
  return EVENT.test(subject) ? <Link to={`/cases/${subject}`}>{children}</Link> : null;
}
