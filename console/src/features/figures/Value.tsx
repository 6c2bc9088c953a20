/** A score in words: its value, or why it has none. Nothing is computed here but the length of a bar. */
import type { Schema } from "../../api/client";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { Mark } from "../shared/Marks";

type Score = Schema["Score"];

export function Value({ score, kind }: { score: Score; kind: string }) {
  const w = useWords(figures);
  if (score.standing === "no-cases") return <Mark tone="quiet">{w.standing["no-cases"]}</Mark>;
  if (score.standing !== "counted") return <Mark tone="open">{w.standing["cannot-be-determined"]}</Mark>;
  return <strong className="figure-value">{worded(score, kind)}</strong>;
}

export function worded(score: Score, kind: string): string {
  if (score.value === null) return `${score.numerator} / ${score.denominator}`;
  return kind === "count" ? score.value : `${score.value} %`;
}

export function Measure({ score, id }: { score: Score; id: string }) {
  const w = useWords(figures);
  if (score.measure === null) return null;
  return <span className="quiet">{id === "K23" ? w.delay(score.measure) : w.rounds(score.measure)}</span>;
}

/** How long its bar is: the percentage, or a count beside the greatest of those compared. */
export function share(score: Score, kind: string, greatest: number): number | null {
  if (score.standing !== "counted" || score.value === null) return null;
  return kind === "count" ? (greatest === 0 ? 0 : Number(score.value) / greatest) : Number(score.value) / 100;
}
