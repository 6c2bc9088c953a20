import {
  ApartmentOutlined, AuditOutlined, BankOutlined, BarChartOutlined, BookOutlined, DashboardOutlined, EditOutlined, EyeOutlined,
  FileProtectOutlined, FileSearchOutlined, HeartOutlined, HomeOutlined, MessageOutlined, QuestionCircleOutlined, SafetyCertificateOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useTexts } from "../../i18n";

export function Navigation() {
  const { t } = useTexts();
  const { shell } = t;
  const group = (title: string, entries: [string, string, ReactNode][]) => (
    <section>
      <h2>{title}</h2>
      <ul>
        {entries.map(([to, name, icon]) => (
          <li key={to}>
            <NavLink to={to}>
              <span aria-hidden>{icon}</span> {name}
            </NavLink>
          </li>
        ))}
      </ul>
    </section>
  );
  return (
    <nav id="navigation" className="navigation" aria-label={shell.menu}>
      <ul>
        <li>
          <NavLink to="/" end>
            <span aria-hidden>
              <HomeOutlined />
            </span>{" "}
            {shell.home}
          </NavLink>
        </li>
        <li>
          <NavLink to="/questions">
            <span aria-hidden>
              <MessageOutlined />
            </span>{" "}
            {shell.questions}
          </NavLink>
        </li>
      </ul>
      {group(shell.before, [
        ["/items", shell.items, <BookOutlined />],
        ["/ask", shell.ask, <QuestionCircleOutlined />],
      ])}
      {group(shell.during, [
        ["/record", shell.record, <EditOutlined />],
        ["/board", shell.board, <DashboardOutlined />],
        ["/agreements", shell.agreements, <FileProtectOutlined />],
        ["/reconciliation", shell.reconciliation, <SwapOutlined />],
        ["/events", shell.events, <FileSearchOutlined />],
      ])}
      {group(shell.after, [
        ["/lineage", shell.lineage, <ApartmentOutlined />],
        ["/figures", shell.figures, <BarChartOutlined />],
        ["/reviews", shell.reviews, <AuditOutlined />],
        ["/verify", shell.verify, <SafetyCertificateOutlined />],
        ["/reads", shell.reads, <EyeOutlined />],
      ])}
      {group(shell.system, [
        ["/health", shell.health, <HeartOutlined />],
        ["/departments", shell.departments, <BankOutlined />],
      ])}
    </nav>
  );
}
