/** The frozen vectors that Python, Solidity and the console share. */
import { readFileSync } from "node:fs";
import { Refused } from "../bytes.ts";

const FOLDER = new URL("../../../../tests/vectors/", import.meta.url);

export function vector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as T;
}

export function vectorBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

/** Whether a check holds; only a refusal by name counts as one. */
export function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
