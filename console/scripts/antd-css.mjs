// Writes src/features/antd.css: the rules of the Ant Design components in use, made from our theme. With it nothing
// writes style elements while the console runs, so that the content security policy needs no exception.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { theme } from "../src/features/theme.ts";

const require = createRequire(import.meta.url);
const { createElement: h } = require("react");
const { renderToString } = require("react-dom/server");
const { createCache, extractStyle, StyleProvider } = require("@ant-design/cssinjs");
const {
  Alert, Button, Checkbox, Collapse, ConfigProvider, Descriptions, Drawer, Empty, Form, Input, InputNumber, Modal,
  Pagination, Progress, Radio, Result, Segmented, Select, Skeleton, Slider, Space, Spin, Steps, Switch, Table, Tabs,
  Tag, Timeline, Tooltip, Typography, Upload,
} = require("antd");

const page = [
  h(Alert, { title: "x", showIcon: true, closable: true }), h(Button, null, "x"), h(Checkbox), h(Collapse, { items: [] }),
  h(Descriptions, { items: [] }), h(Empty), h(Input), h(Input.Search), h(Input.TextArea), h(Input.Password),
  h(InputNumber), h(Form, null, h(Form.Item, { label: "x", name: "x" }, h(Input))), h(Pagination, { total: 99 }),
  h(Progress, { percent: 3 }), h(Radio.Group, { options: ["x"] }), h(Result), h(Segmented, { options: ["x"] }),
  h(Select, { open: false, options: [] }), h(Skeleton), h(Slider), h(Space, null, "x"), h(Space.Compact, null, h(Button)),
  h(Spin), h(Steps, { items: [{ title: "x" }] }), h(Switch), h(Tabs, { items: [{ key: "x", label: "x" }] }), h(Tag, null, "x"),
  h(Table, { dataSource: [{ key: 1 }], columns: [{ title: "x", dataIndex: "key", sorter: true, filters: [{ text: "x", value: 1 }] }] }),
  h(Timeline, { items: [{ content: "x" }] }), h(Tooltip, { title: "x" }, h("i")), h(Typography.Text, null, "x"), h(Upload.Dragger),
  h(Modal._InternalPanelDoNotUseOrYouWillBeFired ?? "i"), h(Drawer._InternalPanelDoNotUseOrYouWillBeFired ?? "i"),
].map((element, key) => h("div", { key }, element));

const cache = createCache();
renderToString(h(StyleProvider, { cache }, h(ConfigProvider, { theme }, ...page)));
const css = extractStyle(cache, { plain: true, types: ["style", "token"] });
writeFileSync(new URL("../src/features/antd.css", import.meta.url), css);
console.log(`antd.css: ${css.length} characters`);
