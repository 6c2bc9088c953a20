import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { useTexts } from "../../i18n";
import { FindingLink } from "../record/FindingLink";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Hash, Item, Mark, ProofMark } from "../shared/Marks";
import { Facts } from "../shared/Page";
import { When } from "../shared/When";
import type { Selected } from "./LineageView";
import { type Edge, type Lineage, type Node, faultOf, isWrong } from "./layout";

/** What is known of the edge or event that was chosen. */
export function Detail({ lineage, selected }: { lineage: Lineage; selected: Selected }) {
  const { t } = useTexts();
  const edge = selected && "edge" in selected ? lineage.edges.find(({ parent, child }) => parent + child === selected.edge) : undefined;
  const node = selected && "node" in selected ? lineage.nodes.find(({ event }) => event.id === selected.node) : undefined;
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    if (selected) shown.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <aside ref={shown} className="graph-detail" aria-live="polite">
      {edge && <EdgeFacts edge={edge} nodes={lineage.nodes} />}
      {node && <NodeFacts node={node} />}
      {!edge && !node && <p className="quiet">{t.lineage.select}</p>}
    </aside>
  );
}

function EdgeFacts({ edge, nodes }: { edge: Edge; nodes: readonly Node[] }) {
  const { t } = useTexts();
  const child = nodes.find(({ event }) => event.id === edge.child);
  const signer = child?.event.signer;
  const bad = isWrong(edge);
  return (
    <>
      <Facts
        rows={[
          [t.lineage.basis, <Basis edge={edge} />],
          [t.lineage.bytes, <Same edge={edge} />],
          [t.common.agreement, edge.agreement ? <Agreement id={edge.agreement} /> : t.common.none],
          [t.common.department, <Department code={edge.actor} />],
          [t.events.signer, signer ? <Hash value={signer} /> : t.common.unknown],
          [t.common.proofTitle, <ProofMark proof={edge.proof} />],
          [t.lineage.from, <Hash value={edge.parent} to={`/events/${edge.parent}`} />],
          [t.lineage.to, <Hash value={edge.child} to={`/events/${edge.child}`} />],
        ]}
      />
      {bad && <p className="page-actions"><FindingLink events={[edge.child, edge.parent]} agreement={edge.agreement} item={child?.item} /></p>}
    </>
  );
}

function NodeFacts({ node }: { node: Node }) {
  const { t } = useTexts();
  const named = useEventType();
  const { event } = node;
  return (
    <>
      <Facts
        rows={[
          [t.common.type, named(event.type)],
          [t.common.department, <Department code={event.actor} />],
          [t.common.item, node.item ? <Item code={node.item} /> : t.common.none],
          [t.common.agreement, node.agreement ? <Agreement id={node.agreement} /> : t.common.none],
          [t.events.occurred, <When at={event.occurred_at} />],
          [t.common.rows, node.rows ?? "–"],
          [t.common.proofTitle, <ProofMark proof={event.proof} />],
        ]}
      />
      <p className="page-actions">
        <Link to={`/events/${event.id}`}>{t.lineage.openEvent}</Link>
        <Link to={`/cases/${event.id}`}>{t.events.accountable}</Link>
      </p>
    </>
  );
}

export function Basis({ edge }: { edge: Edge }) {
  const { t, pick } = useTexts();
  if (faultOf(edge) === "unlawful") return <Mark tone="bad">{pick(edge)}</Mark>;
  if (edge.basis === "cannot-be-determined") return <Mark tone="open">{pick(edge)}</Mark>;
  return <Mark tone={edge.basis === "no-exchange" ? "quiet" : "good"}>{pick(edge) || t.lineage.bases[edge.basis]}</Mark>;
}

export function Same({ edge }: { edge: Edge }) {
  const { t } = useTexts();
  if (edge.same === null) return <span className="quiet">{t.lineage.notExpected}</span>;
  return <Mark tone={edge.same ? "good" : "bad"}>{edge.same ? t.lineage.same : t.lineage.differ}</Mark>;
}
