import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import * as queries from "../api/queries";
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
      {caller && query.data && <History code={code} />}
    </Page>
  );
}

function History({ code }: { code: string }) {
  const { t } = useTexts();
  return (
    <Section title={t.items.history}>
      <Answer query={useQuery(queries.events({ item: code }))}>{({ events }) => <EventRows rows={events} label={t.items.history} />}</Answer>
    </Section>
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
