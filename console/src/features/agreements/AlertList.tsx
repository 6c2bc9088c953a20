import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { Agreement, Hash, Mark } from "../shared/Marks";

type Alert = Schema["Raised"] & { agreement?: string };

/** Alerts with the events that show them. */
export function AlertList({ alerts }: { alerts: readonly Alert[] }) {
  const { t, pick } = useTexts();
  return (
    <ul className="plain">
      {alerts.map((alert) => (
        <li key={alert.rule + alert.subject}>
          <Mark tone={alert.level === "red" ? "bad" : "open"}>{t.common.levels[alert.level] ?? alert.level}</Mark>{" "}
          <strong>{pick(alert)}</strong> {alert.agreement && <Agreement id={alert.agreement} />}{" "}
          <span className="quiet">
            {t.home.evidence}{" "}
            {[...new Set([alert.subject, ...alert.evidence])].map((id) => (
              <Hash key={id} value={id} to={`/events/${id}`} />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
