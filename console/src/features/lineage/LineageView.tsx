/** A lineage as a graph and as a table: the same answer twice, so that nothing depends on seeing the picture. */
import { Button, Tabs } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n";
import { Mark, Verdict } from "../shared/Marks";
import { isNarrow } from "../shared/narrow";
import { Section } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { save } from "../shared/save";
import { Loading } from "../shared/States";
import { Detail } from "./Detail";
import { EdgeTable } from "./EdgeTable";
import { type Lineage, STROKES, isWrong } from "./layout";
import { usePicture } from "./picture";

const Graph = lazy(() => import("./Graph"));

/** What is looked at: an edge (parent and child) or an event. */
export type Selected = { readonly edge: string } | { readonly node: string } | null;

export function LineageView({ lineage }: { lineage: Lineage }) {
  const { t, pick } = useTexts();
  const [selected, setSelected] = useState<Selected>(null);
  const picture = usePicture(lineage);
  const bad = lineage.edges.some(isWrong);
  const open = lineage.gaps.length > 0 || lineage.truncated || lineage.next !== null || lineage.withheld.length > 0;
  const name = `lineage-${lineage.ref.replaceAll("/", "-").slice(0, 24)}`;
  return (
    <>
      <div className="verdict-sentence">
        <Verdict tone={bad ? "bad" : open ? "open" : "good"} title={pick(lineage.verdict)}>
          {(lineage.truncated || lineage.next !== null) && <p>{t.common.truncated}</p>}
        </Verdict>
      </div>
      <Section
        title={t.lineage.title}
        extra={
          <span className="page-actions">
            <Button onClick={() => save(`${name}.svg`, picture(), "image/svg+xml")}>{t.lineage.picture}</Button>
            <Button onClick={() => save(`${name}.json`, JSON.stringify(lineage, null, 2))}>{t.lineage.data}</Button>
          </span>
        }
      >
        <Tabs
          // A graph shrinks below reading there
          defaultActiveKey={isNarrow() ? "table" : "graph"}
          items={[
            {
              key: "graph",
              label: t.lineage.graph,
              children: (
                <>
                  <Legend />
                  <Suspense fallback={<Loading />}>
                    <Graph key={lineage.ref + lineage.direction + lineage.nodes.length} lineage={lineage} selected={selected} select={setSelected} />
                  </Suspense>
                  <Detail lineage={lineage} selected={selected} />
                </>
              ),
            },
            { key: "table", label: t.lineage.table, children: <EdgeTable lineage={lineage} /> },
          ]}
        />
      </Section>
      {lineage.gaps.length > 0 && (
        <Section title={t.lineage.gaps}>
          <ul className="plain">
            {lineage.gaps.map(({ event, parent }) => (
              <li key={event + parent}>
                <Mark tone="open">{t.lineage.gap(parent.slice(0, 12))}</Mark>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Rests answer={lineage} />
    </>
  );
}

function Legend() {
  const { t } = useTexts();
  return (
    <ul className="legend" aria-label={t.lineage.legend}>
      {(["lawful", "unlawful", "broken", "unproven"] as const).map((fault) => {
        const { color, width, dash, sign } = STROKES[fault];
        return (
          <li key={fault}>
            <svg width="34" height="10" aria-hidden>
              <line x1="0" y1="5" x2="34" y2="5" stroke={color} strokeWidth={width} strokeDasharray={dash} />
            </svg>{" "}
            {sign} {t.lineage[fault]}
          </li>
        );
      })}
    </ul>
  );
}
