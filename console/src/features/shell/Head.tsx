import { LogoutOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { Link, useNavigate } from "react-router";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";
import { useDepartmentName } from "../shared/Marks";
import { Search } from "./Search";

export function Head({ children }: { children: ReactNode }) {
  const { t, language, change } = useTexts();
  const { caller, signOut } = useSession();
  const named = useDepartmentName();
  const navigate = useNavigate();
  return (
    <header className="head">
      {children}
      <Link to="/" className="brand">
        <img src="/icon.svg" alt={t.shell.product} width="26" height="26" />
        <strong aria-hidden>{t.shell.product}</strong>
        <span className="brand-tag">{t.shell.tagline}</span>
      </Link>
      <Search />
      <div className="head-end">
        {caller && (
          <span className="who" title={`${caller.department} ${caller.address}`}>
            <strong>{named(caller.department)}</strong> <span>{t.shell.roles[caller.role] ?? caller.role}</span>
          </span>
        )}
        <Button type="text" onClick={() => change(language === "zh" ? "en" : "zh")} lang={language === "zh" ? "en" : "zh-CN"} title={t.shell.languageHint}>
          {t.shell.language}
        </Button>
        {caller && (
          <Button type="text" icon={<LogoutOutlined />} onClick={() => void signOut().then(() => navigate("/"))}>
            <span className="wide-only">{t.shell.signOut}</span>
            <span className="sr-only narrow-only">{t.shell.signOut}</span>
          </Button>
        )}
      </div>
    </header>
  );
}
