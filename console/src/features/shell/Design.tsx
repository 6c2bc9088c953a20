/** Ant Design in the language chosen, with its rules in a style sheet of our own: nothing is styled at run time. */
import { ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n";
import { theme } from "../theme";

const LOCALES = { zh, en };

export function Design({ children }: { children: ReactNode }) {
  const { language } = useTexts();
  return (
    <ConfigProvider locale={LOCALES[language]} theme={{ ...theme, zeroRuntime: true }} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
