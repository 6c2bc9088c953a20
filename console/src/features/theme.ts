/** One accent colour, quiet greys, square corners; the style sheet is made from this when the console is built. */
import type { ThemeConfig } from "antd";

export const theme: ThemeConfig = {
  cssVar: { key: "quanze" },
  hashed: false,
  token: {
    colorPrimary: "#17568c",
    colorInfo: "#17568c",
    colorLink: "#17568c",
    colorLinkHover: "#0f3f69",
    colorLinkActive: "#0f3f69",
    colorSuccess: "#1c6b3a",
    colorWarning: "#8a5300",
    colorError: "#b3261e",
    colorWarningBg: "#fdf2e0",
    colorErrorBg: "#fcebea",
    colorTextBase: "#1b2430",
    colorTextSecondary: "#4a5666",
    colorTextTertiary: "#5c6878",
    colorTextDescription: "#4a5666",
    colorTextPlaceholder: "#66717f",
    colorBorder: "#c3ccd6",
    colorBorderSecondary: "#e1e6ec",
    borderRadius: 4,
    fontSize: 14,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
    fontFamily:
      '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Segoe UI", Roboto, sans-serif',
    fontFamilyCode: 'ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", monospace',
  },
  components: {
    Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 10, headerBg: "#f2f5f8", headerColor: "#37424f" },
    Descriptions: { itemPaddingBottom: 8 },
  },
};
