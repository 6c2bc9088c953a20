/** Alerts one below the other: how urgent, what, who must act, whether they did. */
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useTexts } from "../../i18n";
import { Shown, Why } from "../agreements/AlertList";
import { useCaller } from "../session/Session";
import { Agreement, Department, Hash, Item, Mark, useDepartmentName } from "../shared/Marks";
import { When } from "../shared/When";
import { Acknowledge, MAY_SIGN } from "./Acknowledge";
import type { AlertView } from "./overlay";

/** The group of alerts that the sides' records differ. */
const DIFFERS = "A4";

export function AlertRows({ rows, fresh }: { rows: readonly AlertView[]; fresh: ReadonlySet<string> }) {
  return (
    <ul className="plain alert-rows">
      {rows.map((alert) => (
        <AlertRow key={alert.id} alert={alert} fresh={fresh.has(alert.id)} />
      ))}
    </ul>
  );
}

function AlertRow({ alert, fresh }: { alert: AlertView; fresh: boolean }) {
  const { t, pick } = useTexts();
  const [opened, setOpened] = useState(false);
  const { department, role } = useCaller();
  const mine = alert.owner === department && alert.state === "open" && alert.acknowledged_at === null;
  return (
    <li className={`alert-row alert-${alert.level}`}>
      <div className="alert-what">
        <Mark tone={alert.level === "red" ? "bad" : "open"}>{t.common.levels[alert.level] ?? t.common.unknown}</Mark> <strong>{pick(alert)}</strong>{" "}
        {fresh && <Mark tone="wait">{t.board.fresh}</Mark>}
        <div className="quiet alert-facts">
          <Agreement id={alert.agreement} /> <Item code={alert.item} />
          <span>{t.board.opened} <When at={alert.opened_at} /></span>
          <span>{t.home.evidence} <Shown alert={alert} /></span>
        </div>
      </div>
      <div className="alert-state">
        <Standing alert={alert} />
        <div className="filters">
          <Why subject={alert.subject}>{t.board.why}</Why>
          {alert.group === DIFFERS && alert.agreement && <Link to={`/reconciliation?agreement=${alert.agreement}`}>{t.reconciliation.open}</Link>}
          {mine && alert.event && MAY_SIGN.includes(role) && !opened && <Button size="small" onClick={() => setOpened(true)}>{t.board.acknowledge}</Button>}
        </div>
        {mine && !alert.event && <span className="quiet">{t.board.unsigned}</span>}
        {mine && !MAY_SIGN.includes(role) && <span className="quiet">{t.board.onlyRole}</span>}
      </div>
      {mine && opened && <Acknowledge alert={alert} close={() => setOpened(false)} />}
    </li>
  );
}

function Standing({ alert }: { alert: AlertView }) {
  const { t } = useTexts();
  const named = useDepartmentName();
  if (alert.acknowledged_at) {
    return (
      <div>
        <Mark tone="good">{t.board.acknowledged}</Mark> <Department code={alert.owner} /> <When at={alert.acknowledged_at} />{" "}
        {alert.acknowledged_by && <Hash value={alert.acknowledged_by} to={`/events/${alert.acknowledged_by}`} length={6} />}
        {alert.state !== "open" && <div><Mark tone="quiet">{t.board.closed}</Mark> <When at={alert.closed_at} /></div>}
      </div>
    );
  }
  if (alert.state !== "open") return <div><Mark tone="quiet">{t.board.closed}</Mark> <When at={alert.closed_at} /></div>;
  return <div><Mark tone="wait">{t.board.waits(named(alert.owner))}</Mark></div>;
}
