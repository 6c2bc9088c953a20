import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { ExtractDownload } from "../features/evidence/Download";
import { useSession } from "../features/session/Session";
import { EventRows } from "../features/shared/EventRows";
import { Department, Mark } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";
import { Gaps } from "./ItemsPage";

export default function ItemPage() {
  const { t } = useTexts();
  const { caller } = useSession();
  const code = useParams()["code"] ?? "";
  const query = useQuery(queries.item(code));
  const path = encodeURIComponent(code);
  const actions = caller && (
    <>
      <Link to={`/ask?item=${path}`}>{t.items.askFor}</Link>
      <Link to={`/lineage/${path}?direction=down`}>{t.items.trace}</Link>
    </>
  );
  return (
    <Page title={query.data?.title ?? code} intro={<code>{code}</code>} actions={actions}>
      <Answer query={query}>
        {(item) => (
          <div className="columns">
            <Section title={t.common.details}>
              <Facts
                rows={[
                  [t.items.owner, <Department code={item.owner} />],
                  [t.common.parties["manager"], <Department code={item.manager} />],
                  [t.items.share, t.common.shareTypes[item.share_type] ?? item.share_type],
                  [t.items.grade, t.common.grades[item.grade] ?? item.grade],
                  [t.items.published, <Mark tone={item.published ? "good" : "wait"}>{item.published ? t.common.yes : t.common.no}</Mark>],
                  [t.items.gaps, <Gaps gaps={item.gaps} />],
                ]}
              />
            </Section>
            <Section title={t.items.entry}>
              <Facts rows={Object.entries(item.entry).map(([name, value]) => [t.items.entryNames[name] ?? name, shown(value)] as const)} />
            </Section>
          </div>
        )}
      </Answer>
      {query.data && <Lacking item={query.data} own={caller?.department === query.data.owner} />}
      {caller && query.data && <History code={code} />}
    </Page>
  );
}

/** What the entry lacks, field by field, with what asks for it; its owner is led to the update. */
function Lacking({ item, own }: { item: Schema["ItemView"]; own: boolean }) {
  const { t, pick } = useTexts();
  if (item.lacking.length === 0) return null;
  return (
    <Section title={t.items.gaps} extra={own && <Link to={`/record/catalogue.update?item=${encodeURIComponent(item.code)}`}>{t.items.mend}</Link>}>
      <ul className="findings">
        {item.lacking.map((one) => (
          <li key={one.field} className="open">
            <strong>{pick(one)}</strong> <code>{one.field}</code>{" "}
            <span className="quiet">
              {one.clause} · {t.common.article_(one.article)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function History({ code }: { code: string }) {
  const { t } = useTexts();
  return (
    <Section title={t.items.history} extra={<ExtractDownload of={{ item: code }} />}>
      <Answer query={useQuery(queries.events({ item: code }))}>{({ events }) => <EventRows rows={events} label={t.items.history} />}</Answer>
    </Section>
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
