/** A calm bar chart: one hue, the value beside each bar in words; what has no value has no bar and says why. */
import type { ReactNode } from "react";

export interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  /** 0 … 1; null where there is no value. */
  readonly share: number | null;
  readonly value: ReactNode;
}

export function Bars({ rows, label }: { rows: readonly Bar[]; label: string }) {
  return (
    <ul className="bars" aria-label={label}>
      {rows.map(({ key, name, share, value }) => (
        <li key={key}>
          <span className="bar-name">{name}</span>
          <ShareBar share={share} />
          <span className="bar-value">{value}</span>
        </li>
      ))}
    </ul>
  );
}

export function ShareBar({ share }: { share: number | null }) {
  return (
    <svg className="bar" height="12" aria-hidden>
      <rect width="100%" height="12" rx="2" className={share === null ? "bar-none" : "bar-ground"} />
      {share !== null && <rect width={`${Math.min(1, Math.max(0, share)) * 100}%`} height="12" rx="2" className="bar-share" />}
    </svg>
  );
}
