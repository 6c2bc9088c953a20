/** What is asked stands in the address: a figure can be shared, printed and gone back to. */
import { useSearchParams } from "react-router";
import type { Asked } from "../../api/figures";

interface AskedInAddress {
  readonly asked: Asked;
  readonly search: URLSearchParams;
  change(values: Record<string, string | undefined>): void;
  /** The same question on another page. */
  to(path: string, more?: Record<string, string>): string;
}

const NAMES = ["period", "department", "as_of"] as const;

export function useAsked(): AskedInAddress {
  const [search, setSearch] = useSearchParams();
  const given = NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)!] as const] : []));
  const change = (values: Record<string, string | undefined>): void => {
    const next = new URLSearchParams(search);
    next.delete("after");
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setSearch(next, { replace: true });
  };
  const to = (path: string, more: Record<string, string> = {}): string => {
    const query = new URLSearchParams({ ...Object.fromEntries(given), ...more }).toString();
    return query ? `${path}?${query}` : path;
  };
  return { asked: Object.fromEntries(given), search, change, to };
}
