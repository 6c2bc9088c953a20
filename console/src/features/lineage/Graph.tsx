import "@xyflow/react/dist/style.css";
import { Background, Controls, type Edge as FlowEdge, type Node as FlowNode, Handle, MiniMap, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { useTexts } from "../../i18n";
import { useEventType } from "../shared/eventTypes";
import { ProofMark, useDepartmentName } from "../shared/Marks";
import { isNarrow } from "../shared/narrow";
import { When } from "../shared/When";
import type { Selected } from "./LineageView";
import { HEIGHT, type Lineage, type Node, STROKES, WIDTH, faultOf, place } from "./layout";

interface Props {
  readonly lineage: Lineage;
  readonly selected: Selected;
  readonly select: (selected: Selected) => void;
}

type EventNode = FlowNode<{ node: Node; start: boolean }, "event">;
const TYPES = { event: EventBox };
/** Beyond this many, boxes out of sight are not drawn and the small map is left away. */
const MANY = 300;

export default function Graph({ lineage, selected, select }: Props) {
  const { t, pick } = useTexts();
  const single = lineage.nodes.filter(({ level }) => level === 0).length === 1;
  const named = useEventType();
  const departments = useDepartmentName();
  const nodes = useMemo<EventNode[]>(() => {
    const places = place(lineage.nodes, lineage.edges);
    return lineage.nodes.map((node) => ({
      id: node.event.id,
      type: "event",
      position: { ...places.get(node.event.id)! },
      data: { node, start: single && node.level === 0 },
      width: WIDTH,
      height: HEIGHT,
      ariaLabel: `${named(node.event.type)} ${departments(node.event.actor)}`,
    }));
  }, [lineage, single, named, departments]);
  const edges = useMemo<FlowEdge[]>(
    () =>
      lineage.edges.map((edge) => {
        const { color, width, dash, sign } = STROKES[faultOf(edge)];
        return {
          id: edge.parent + edge.child,
          source: edge.parent,
          target: edge.child,
          style: { stroke: color, strokeWidth: width, ...(dash && { strokeDasharray: dash }) },
          ...(sign && { label: sign }),
          labelStyle: { fill: color, fontWeight: 700, fontSize: 20 },
          ariaLabel: pick(edge),
          interactionWidth: 20,
        };
      }),
    [lineage, pick],
  );
  const many = nodes.length > MANY;
  const first = isNarrow() ? 4 : many && 40;
  return (
    <div className="graph">
      <ReactFlow
        nodes={nodes.map((node) => ({ ...node, selected: selected !== null && "node" in selected && selected.node === node.id }))}
        edges={edges.map((edge) => ({ ...edge, selected: selected !== null && "edge" in selected && selected.edge === edge.id }))}
        nodeTypes={TYPES}
        onNodeClick={(_, { id }) => select({ node: id })}
        onEdgeClick={(_, { id }) => select({ edge: id })}
        onSelectionChange={({ nodes: [node], edges: [edge] }) => {
          if (node && !(selected && "node" in selected && selected.node === node.id)) select({ node: node.id });
          else if (edge && !(selected && "edge" in selected && selected.edge === edge.id)) select({ edge: edge.id });
        }}
        fitView
        fitViewOptions={{ minZoom: 0.5, maxZoom: 1, padding: 0.1, ...(first && { nodes: nodes.slice(0, first) }) }}
        minZoom={0.05}
        nodesDraggable={false}
        nodesConnectable={false}
        onlyRenderVisibleElements={many}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} color="#dfe5eb" />
        <Controls showInteractive={false} />
        {!many && nodes.length > 40 && <MiniMap pannable zoomable ariaLabel={t.lineage.graph} nodeColor="#9fb6cb" />}
      </ReactFlow>
    </div>
  );
}

function EventBox({ data: { node, start }, selected }: NodeProps<EventNode>) {
  const { t } = useTexts();
  const named = useEventType();
  const departments = useDepartmentName();
  return (
    <div className={`event-box${selected ? " chosen" : ""}${start ? " start" : ""}`}>
      <Handle type="target" position={Position.Left} />
      <strong>{start && `${t.lineage.startHere} · `}{named(node.event.type)}</strong>
      <span>{departments(node.event.actor)}</span>
      <span className="quiet">
        {node.event.proof === "anchored" ? <When at={node.event.occurred_at} /> : <ProofMark proof={node.event.proof} />}
      </span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}
