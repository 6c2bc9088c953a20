/** The graph as an SVG file: the same places and strokes as on the screen, all text escaped. */
import { useTexts } from "../../i18n";
import { useEventType } from "../shared/eventTypes";
import { useDepartmentName } from "../shared/Marks";
import { useMoment } from "../shared/When";
import { HEIGHT, type Lineage, STROKES, WIDTH, faultOf, place } from "./layout";

const MARGIN = 40;

export function usePicture(lineage: Lineage): () => string {
  const { pick } = useTexts();
  const named = useEventType();
  const departments = useDepartmentName();
  const moment = useMoment();
  return () => {
    const places = place(lineage.nodes, lineage.edges);
    const [xs, ys] = [[...places.values()].map(({ x }) => x), [...places.values()].map(({ y }) => y)];
    const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN - 30];
    const [width, height] = [Math.max(...xs) + WIDTH + MARGIN - left, Math.max(...ys) + HEIGHT + MARGIN - top];
    const edges = lineage.edges.map((edge) => {
      const [from, to] = [places.get(edge.parent)!, places.get(edge.child)!];
      const { color, width: stroke, dash, sign } = STROKES[faultOf(edge)];
      const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
      const bend = Math.max(40, (x2 - x1) / 2);
      const line = `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="${color}" stroke-width="${stroke}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
      return line + (sign ? text((x1 + x2) / 2, (y1 + y2) / 2, `${sign} ${pick(edge)}`, color, "middle") : "");
    });
    const nodes = lineage.nodes.map(({ event }) => {
      const { x, y } = places.get(event.id)!;
      const box = `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="4" fill="#fff" stroke="#8794a3"/>`;
      return box + text(x + 10, y + 22, named(event.type), "#1b2430") + text(x + 10, y + 43, departments(event.actor), "#1b2430") + text(x + 10, y + 64, moment(event.occurred_at), "#4a5666");
    });
    const title = text(left + 10, top + 20, `${pick(lineage.verdict)} ${lineage.as_of}`, "#1b2430");
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="15">${title}${edges.join("")}${nodes.join("")}</svg>`;
  };
}

function text(x: number, y: number, words: string, color: string, anchor = "start"): string {
  const escaped = words.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<text x="${x}" y="${y}" fill="${color}" text-anchor="${anchor}">${escaped}</text>`;
}
