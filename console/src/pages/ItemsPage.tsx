import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Department, Mark, useDepartmentName } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rows } from "../features/shared/Rows";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";

type Row = Schema["ItemView"];

export default function ItemsPage() {
  const { t } = useTexts();
  return (
    <Page title={t.items.title} intro={t.items.intro}>
      <Section title={t.items.title}>
        <Answer query={useQuery(queries.items)}>{(items) => <Catalogue items={items} />}</Answer>
      </Section>
    </Page>
  );
}

function Catalogue({ items }: { items: readonly Row[] }) {
  const { t } = useTexts();
  const named = useDepartmentName();
  const [words, setWords] = useState("");
  const [lacking, setLacking] = useState(false);
  const has = (text: string): boolean => text.toLowerCase().includes(words.trim().toLowerCase());
  const rows = items.filter((one) => (!lacking || one.gaps.length > 0) && (has(one.title) || has(one.code) || has(named(one.owner))));
  const columns: TableColumnsType<Row> = [
    { title: t.items.name, dataIndex: "title", render: (title: string, { code }) => <Link to={`/items/${encodeURIComponent(code)}`}>{title}</Link>, sorter: (a, b) => a.title.localeCompare(b.title, "zh") },
    { title: t.common.code, dataIndex: "code", render: (code: string) => <code>{code}</code> },
    { title: t.items.owner, dataIndex: "owner", render: (code: string) => <Department code={code} /> },
    { title: t.items.share, dataIndex: "share_type", render: (type: string) => t.common.shareTypes[type] ?? type },
    { title: t.items.grade, dataIndex: "grade", render: (grade: number) => t.common.grades[grade] ?? grade, sorter: (a, b) => a.grade - b.grade },
    { title: t.items.published, dataIndex: "published", render: (published: boolean) => <Mark tone={published ? "good" : "wait"}>{published ? t.items.published : t.items.unpublished}</Mark> },
    { title: t.items.gaps, dataIndex: "gaps", render: (gaps: string[]) => <Gaps gaps={gaps} />, sorter: (a, b) => a.gaps.length - b.gaps.length },
  ];
  return (
    <>
      <div className="filters">
        <Input className="grow" allowClear value={words} onChange={({ target }) => setWords(target.value)} placeholder={t.items.filter} aria-label={t.items.filter} />
        <Checkbox checked={lacking} onChange={({ target }) => setLacking(target.checked)}>{t.items.onlyGaps}</Checkbox>
        <span className="quiet">{t.common.records(rows.length)}</span>
      </div>
      <Rows<Row> rowKey="code" columns={columns} rows={rows} each={50} label={t.items.title} />
    </>
  );
}

export function Gaps({ gaps }: { gaps: readonly string[] }) {
  const { t } = useTexts();
  if (gaps.length === 0) return <Mark tone="good">{t.items.complete}</Mark>;
  return (
    <Mark tone="open">
      {t.items.missing(gaps.length)}: {gaps.map((gap) => t.items.entryNames[gap] ?? gap).join(", ")}
    </Mark>
  );
}
