import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import * as queries from "../api/queries";
import { policy } from "../api/trust";
import { Hash, Mark, Verdict } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { save } from "../features/shared/save";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { hex } from "../verify/bytes.ts";

export default function HealthPage() {
  const { t } = useTexts();
  const query = useQuery(queries.status);
  return (
    <Page title={t.health.title} intro={t.health.intro}>
      <Answer query={query}>
        {(status) => (
          <>
            <Verdict tone={!status.chain_ok ? "bad" : status.unanchored_count > 0 ? "wait" : "good"} title={!status.chain_ok ? t.health.chainDown : status.unanchored_count > 0 ? t.health.behind : t.health.ok} />
            <div className="tiles">
              {[
                [t.health.size, status.size],
                [t.health.checkpoint, status.checkpoint_size],
                [t.health.anchoredSize, status.anchored_size],
                [t.health.unanchored, status.unanchored_count],
                [t.health.age, status.unanchored_age_ms === null ? "–" : t.health.seconds(Math.round(status.unanchored_age_ms / 1000))],
                [t.health.projected, status.projected],
              ].map(([name, value]) => (
                <div className="tile" key={name}>
                  <b>{typeof value === "number" ? value.toLocaleString() : value}</b>
                  <span>{name}</span>
                </div>
              ))}
            </div>
            <Section title={t.health.title}>
              <Facts
                rows={[
                  [t.health.origin, <code>{status.origin}</code>],
                  [t.health.lastAnchor, <When at={status.anchored_at} />],
                  [t.health.block, status.anchored_block ?? "–"],
                  [t.health.chainBlock, status.chain_ok ? status.chain_block : <Mark tone="bad">{t.health.chainDown}</Mark>],
                  [t.health.checkpointFile, <a href="/v1/log/checkpoint">/v1/log/checkpoint</a>],
                ]}
              />
            </Section>
          </>
        )}
      </Answer>
      <Trust />
    </Page>
  );
}

function Trust() {
  const { t } = useTexts();
  const published = useQuery(queries.trust);
  return (
    <Answer query={useQuery(policy)}>
      {({ logKey, chainId, contracts }) => (
        <Section title={t.health.trust} extra={<Button onClick={() => save("trust.json", `${JSON.stringify(published.data, null, 2)}\n`)}>{t.common.download}</Button>}>
          <p className="quiet">{t.health.trustHint}</p>
          <Facts
            rows={[
              [t.health.chain, chainId],
              [t.health.logKey, <code>{logKey.text}</code>],
              ...[...contracts].map(([name, { address, codeHash }]) => [name, <><Hash value={`0x${hex(address)}`} /> <Hash value={`0x${hex(codeHash)}`} /></>] as const),
            ]}
          />
        </Section>
      )}
    </Answer>
  );
}
