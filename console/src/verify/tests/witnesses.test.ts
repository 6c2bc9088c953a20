import { describe, expect, test } from "vitest";
import { parseWitnessKey, readCosignatures } from "../checkpoint.ts";
import { holds, vector } from "./vectors.ts";

describe("cosignatures (§14)", () => {
  interface Row {
    name: string;
    note: string;
  }
  const rows = vector<{
    witness_keys: string[];
    accepted: (Row & { cosigned: Record<string, string> })[];
    refused: Row[];
    refused_keys: { name: string; key: string }[];
  }>("cosignature.json");
  const witnesses = rows.witness_keys.map(parseWitnessKey);
  test.each(rows.accepted)("counts: $name", ({ note, cosigned }) => {
    const found = [...readCosignatures(note, witnesses)].map(([name, time]) => [name, String(time)]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(cosigned).map(([name, time]) => [name, String(time)])));
  });
  test.each(rows.refused)("refuses: $name", ({ note }) => expect(holds(() => readCosignatures(note, witnesses))).toBe(false));
  test.each(rows.refused_keys)("refuses the key: $name", ({ key }) => expect(holds(() => parseWitnessKey(key))).toBe(false));
});
