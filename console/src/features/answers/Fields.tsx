/** The fields of an answer: single ones side by side, rows as tables of their own. */
import { Table, type TableColumnsType } from "antd";
import { useTexts } from "../../i18n";
import { fieldName } from "../../i18n/fields";
import { Facts, Section } from "../shared/Page";
import { type Fields as Of, isRows, joined } from "./shape";
import { Shown } from "./Shown";

/** More columns than this are read one under another. */
const WIDEST = 9;

export function Fields({ of, title }: { of: Of; title: string }) {
  const { language } = useTexts();
  const entries = Object.entries(joined(of)).filter(([name, value]) => !(name === "next" && value === null) && !(name === "truncated" && value === false));
  const single = entries.filter(([, value]) => !isRows(value));
  const tables = entries.filter((one): one is [string, readonly Of[]] => isRows(one[1]));
  return (
    <>
      {single.length > 0 && (
        <Section title={title}>
          <Facts rows={single.map(([name, value]) => [fieldName(name, language), <Shown name={name} value={value} />] as const)} />
        </Section>
      )}
      {tables.map(([name, rows]) => (
        <Section key={name} title={`${fieldName(name, language)} (${rows.length})`}>
          <Rows rows={rows} label={fieldName(name, language)} />
        </Section>
      ))}
    </>
  );
}

function Rows({ rows, label }: { rows: readonly Of[]; label: string }) {
  const { language } = useTexts();
  const whole = rows.map(joined);
  const names = [...new Set(whole.flatMap(Object.keys))];
  if (names.length > WIDEST || whole.length === 1) {
    return (
      <ol className="records">
        {whole.map((row, at) => (
          <li key={at}>
            <Facts rows={Object.entries(row).map(([name, value]) => [name === "words" ? "" : fieldName(name, language), <Shown name={name} value={value} />] as const)} />
          </li>
        ))}
      </ol>
    );
  }
  const columns: TableColumnsType<Of> = names.map((name) => ({
    title: name === "words" ? "" : fieldName(name, language),
    key: name,
    render: (_, row) => <Shown name={name} value={row[name]} />,
  }));
  return (
    <Table<Of>
      size="small" rowKey={(row) => whole.indexOf(row)} columns={columns} dataSource={whole}
      pagination={whole.length > 100 && { pageSize: 100 }} scroll={{ x: "max-content" }} aria-label={label}
    />
  );
}
