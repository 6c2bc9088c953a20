/** JSON.parse keeps the last of two equal names silently; two readers could then read two policies in one file. */
import { Refused } from "./bytes.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Throws Refused where an object of this (well-formed) JSON text repeats a name. */
export function rejectRepeatedNames(source: string): void {
  const open: (Set<string> | null)[] = [];
  let before = "";
  for (const [token] of source.matchAll(TOKEN)) {
    const names = open.at(-1);
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (names && token.startsWith('"') && before !== ":") {
      const name = JSON.parse(token) as string;
      if (names.has(name)) throw new Refused("JSON 有重复成员", "the JSON repeats a member");
      names.add(name);
    }
    before = token;
  }
}
