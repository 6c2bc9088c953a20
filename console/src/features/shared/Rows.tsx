/** The console's one table: dense on a wide screen; on a narrow one each row is a block of named values. */
import { Table, type TableColumnsType, type TableProps } from "antd";

interface Props<Row> extends Pick<TableProps<Row>, "rowKey" | "rowClassName" | "expandable" | "className"> {
  readonly columns: TableColumnsType<Row>;
  readonly rows: readonly Row[];
  readonly label: string;
  /** Rows on a page; all on one without. */
  readonly each?: number;
}

export function Rows<Row extends object>({ columns, rows, label, each, className = "", ...rest }: Props<Row>) {
  const pages = each !== undefined && rows.length > each && { pageSize: each, showSizeChanger: false };
  return <Table<Row> size="small" className={`rows ${className}`} columns={columns.map(labelled)} dataSource={[...rows]} pagination={pages} scroll={{ x: "max-content" }} aria-label={label} {...rest} />;
}

/** On a narrow screen there is no head to look up at: each value carries the title of its column. */
export function labelled<Row>(column: TableColumnsType<Row>[number]): TableColumnsType<Row>[number] {
  const { title } = column;
  return typeof title === "string" ? { ...column, onCell: () => ({ "data-label": title }) as object } : column;
}
