/** The fields of an answer: single ones side by side, parts and rows each in a section of their own. */
import { Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n";
import { answers } from "../../i18n/answers";
import { fieldName } from "../../i18n/fields";
import { useWords } from "../../i18n/words";
import { Facts, Section } from "../shared/Page";
import { labelled } from "../shared/Rows";
import { type Fields as Of, flat, isPart, isRows, joined } from "./shape";
import { Shown, isSilent } from "./Shown";

/** More columns than this are read one under another. */
const WIDEST = 9;
const COLUMN_EM = 7;

export function Fields({ of, title }: { of: Of; title: string }) {
  const { language } = useTexts();
  const entries = Object.entries(joined(of)).filter(([name, value]) => !(name === "next" && value === null) && !(name === "truncated" && value === false));
  const single = entries.filter(([, value]) => !isRows(value) && !isPart(value));
  const own = entries.filter(([, value]) => isRows(value) || isPart(value));
  return (
    <>
      {single.length > 0 && (
        <Section title={title}>
          <Named of={Object.fromEntries(single)} />
        </Section>
      )}
      {own.map(([name, value]) => (
        <Section key={name} title={isRows(value) ? `${fieldName(name, language)} (${value.length})` : fieldName(name, language)}>
          {isRows(value) ? <Records rows={value} label={fieldName(name, language)} /> : <Named of={joined(value as Of)} />}
        </Section>
      ))}
    </>
  );
}

/** Names and values; what the record is silent about stands together in the last line. */
function Named({ of }: { of: Of }) {
  const { language } = useTexts();
  const w = useWords(answers);
  const entries = Object.entries(of);
  const silent = entries.filter(([name, value]) => isSilent(name, value));
  const rows: (readonly [ReactNode, ReactNode])[] = entries
    .filter(([name, value]) => !isSilent(name, value))
    .map(([name, value]) => [fieldName(name, language), isRows(value) ? <Records rows={value} label={fieldName(name, language)} /> : <Shown name={name} value={value} />]);
  if (silent.length > 0) rows.push([w.none, <span className="quiet">{silent.map(([name]) => fieldName(name, language)).join(language === "zh" ? "、" : ", ")}</span>]);
  return <Facts rows={rows} />;
}

function Records({ rows, label }: { rows: readonly Of[]; label: string }) {
  const { language } = useTexts();
  const whole = rows.map((row) => flat(joined(row)));
  const names = [...new Set(whole.flatMap(Object.keys))];
  if (names.length > WIDEST) {
    return (
      <ol className="records">
        {whole.map((row, at) => (
          <li key={at}>
            <Named of={row} />
          </li>
        ))}
      </ol>
    );
  }
  const columns: TableColumnsType<Of> = names.map((name) => ({ title: fieldName(name, language), key: name, render: (_, row) => <Shown name={name} value={row[name]} /> }));
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <div style={{ minWidth: `${names.length * COLUMN_EM}em` }}>
        <Table<Of> size="small" className="rows" rowKey={(row) => whole.indexOf(row)} columns={columns.map(labelled)} dataSource={whole} pagination={whole.length > 100 && { pageSize: 100 }} />
      </div>
    </div>
  );
}

