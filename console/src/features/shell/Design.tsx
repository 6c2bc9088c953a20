/** Ant Design in the language chosen, with its rules in a style sheet of our own: nothing is styled at run time. */
import { ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n";
import { theme } from "../theme";

const LOCALES = { zh, en };

// Where animations are cut short, a list that waits for its own to end would never be put in its place
const moving = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function Design({ children }: { children: ReactNode }) {
  const { language } = useTexts();
  return (
    <ConfigProvider locale={LOCALES[language]} theme={{ ...theme, token: { ...theme.token, motion: moving }, zeroRuntime: true }} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
