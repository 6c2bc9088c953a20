// Writes src/features/antd.css: the rules of the Ant Design components in use, made from our theme. With it nothing
// writes style elements while the console runs, so that the content security policy needs no exception.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { theme } from "../src/features/theme.ts";

const require = createRequire(import.meta.url);
const { createElement: h } = require("react");
const { renderToString } = require("react-dom/server");
const { createCache, extractStyle, StyleProvider } = require("@ant-design/cssinjs");
const antd = require("antd");

const { Alert, Button, Checkbox, ConfigProvider, Input, InputNumber, Segmented, Select, Skeleton, Slider, Table, Tabs } = antd;
const column = { title: "x", dataIndex: "key", sorter: true };
const page = {
  Alert: h(Alert, { title: "x", description: "x", showIcon: true }),
  Button: h(Button, null, "x"),
  Checkbox: h(Checkbox),
  Input: h("div", null, h(Input), h(Input.Password)),
  InputNumber: h(InputNumber),
  Segmented: h(Segmented, { options: ["x"] }),
  Select: h(Select, { options: [] }),
  Skeleton: h(Skeleton),
  Slider: h(Slider),
  Table: h(Table, { dataSource: Array.from({ length: 30 }, (_, key) => ({ key })), columns: [column] }),
  Tabs: h(Tabs, { items: [{ key: "x", label: "x" }] }),
};

const root = new URL("../src/", import.meta.url).pathname;
const used = new Set(["ConfigProvider"]);
for (const file of globSync("**/*.tsx", { cwd: root })) {
  for (const [, names] of readFileSync(root + file, "utf8").matchAll(/import \{([^}]*)\} from "antd"/g)) {
    for (const name of names.split(",").map((one) => one.trim())) if (name && !name.startsWith("type ")) used.add(name);
  }
}
const missing = [...used].filter((name) => name !== "ConfigProvider" && !(name in page));
if (missing.length > 0) throw new Error(`without style: ${missing.join(", ")}; add them to ${import.meta.filename}`);

const cache = createCache();
renderToString(h(StyleProvider, { cache }, h(ConfigProvider, { theme }, Object.values(page).map((one, key) => h("div", { key }, one)))));
writeFileSync(`${root}features/antd.css`, extractStyle(cache, { plain: true }));
