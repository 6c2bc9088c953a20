/** Two times: how matters stood then, and what the ledger knew then. */
import { Slider } from "antd";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { useMoment } from "../shared/When";

interface Props {
  readonly nodes: readonly Schema["Node"][];
  readonly asOf: string | null;
  readonly asKnown: string | null;
  readonly set: (changes: Record<string, string | null>) => void;
}

export function TimeTravel({ nodes, asOf, asKnown, set }: Props) {
  const { t } = useTexts();
  const times = nodes.flatMap(({ event }) => [Date.parse(event.occurred_at), Date.parse(event.recorded_at)]);
  const [from] = useState(() => Math.min(...times, Date.now()) - 1000);
  const [to] = useState(() => Date.now());
  if (nodes.length === 0 && asOf === null && asKnown === null) return null;
  const slider = (name: "as_of" | "as_known", label: string, value: string | null) => (
    <Moment key={`${name}${value}`} label={label} from={from} to={to} value={value} choose={(at) => set({ [name]: at })} />
  );
  return (
    <div className="time-travel">
      {slider("as_of", t.lineage.asOf, asOf)}
      {slider("as_known", t.lineage.asKnown, asKnown)}
    </div>
  );
}

interface MomentProps {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly value: string | null;
  readonly choose: (at: string | null) => void;
}

function Moment({ label, from, to, value, choose }: MomentProps) {
  const { t } = useTexts();
  const format = useMoment();
  const [at, setAt] = useState(value ? Date.parse(value) : to);
  const shown = (ms: number): string => (ms >= to ? t.lineage.now : format(ms));
  return (
    <div>
      <span className="quiet">{label}</span> <strong>{shown(at)}</strong>
      <Slider
        min={from}
        max={to}
        value={at}
        step={Math.max(1, Math.round((to - from) / 200))}
        tooltip={{ formatter: (ms) => shown(ms ?? to) }}
        ariaLabelForHandle={label}
        ariaValueTextFormatterForHandle={shown}
        onChange={setAt}
        onChangeComplete={(ms) => choose(ms >= to ? null : new Date(ms).toISOString())}
      />
    </div>
  );
}
