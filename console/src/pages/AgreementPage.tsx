import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { Link, useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { AgreementActs } from "../features/agreements/AgreementActs";
import { ActivityView } from "../features/agreements/Activity";
import { ExtractDownload } from "../features/evidence/Download";
import type { Terms } from "../features/agreements/terms";
import { TermsInWords } from "../features/agreements/TermsInWords";
import { EventRows } from "../features/shared/EventRows";
import { Department, Hash, Item, StateMark } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { useEditingTexts } from "../i18n/editing";

export default function AgreementPage() {
  const { t } = useTexts();
  const e = useEditingTexts();
  const id = useParams()["id"] ?? "";
  const query = useQuery(queries.agreement(id));
  return (
    <Page title={query.data?.number ?? t.common.agreement} intro={<Hash value={id} length={12} />} actions={query.data && <><Link to={`/reconciliation?agreement=${id}`}>{t.reconciliation.open}</Link> <StateMark state={query.data.state} /></>}>
      <Answer query={query}>
        {(agreement) => (
          <Tabs
            items={[
              { key: "activity", label: t.agreements.activity, children: <InFlight id={id} /> },
              { key: "terms", label: t.agreements.terms, children: <TermsOf agreement={agreement} /> },
              ...(agreement.terms ? [{ key: "acts", label: e.acts, children: <AgreementActs agreement={id} /> }] : []),
              { key: "events", label: t.agreements.all, children: <Events id={id} /> },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}

function InFlight({ id }: { id: string }) {
  return <Answer query={useQuery(queries.activity(id))}>{(activity) => <ActivityView activity={activity} />}</Answer>;
}

function Events({ id }: { id: string }) {
  const { t } = useTexts();
  return (
    <Section title={t.agreements.all} extra={<ExtractDownload of={{ agreement: id }} />}>
      <Answer query={useQuery(queries.events({ agreement: id }))}>{({ events }) => <EventRows rows={events} label={t.agreements.all} />}</Answer>
    </Section>
  );
}

function TermsOf({ agreement }: { agreement: Schema["AgreementView"] }) {
  const { t } = useTexts();
  if (agreement.terms) {
    return (
      <Section title={t.agreements.terms}>
        <TermsInWords terms={agreement.terms as unknown as Terms} />
      </Section>
    );
  }
  return (
    <Section title={t.agreements.terms} extra={<span className="quiet">{t.agreements.metadataOnly}</span>}>
      <Facts
        rows={[
          [t.agreements.owner, <Department code={agreement.owner} />],
          [t.agreements.user, <Department code={agreement.user} />],
          [t.agreements.manager, <Department code={agreement.manager} />],
          [t.common.item, agreement.items.map((code) => <div key={code}><Item code={code} /></div>)],
          [t.signing.use, <><When at={agreement.use_from} /> – <When at={agreement.use_until} /></>],
          [t.signing.retention, <When at={agreement.retention_until} />],
        ]}
      />
    </Section>
  );
}
