import { expect, test } from "vitest";
import { withheldName } from "./withheld";

test.each([
  ["a name", "terms", "协议条款", "Terms of the agreement"],
  ["a name with a count", "cases: 16", "办件: 16", "Cases: 16"],
  ["a field of the record's own stands for itself", "x-cycle", "x-cycle", "x-cycle"],
])("%s", (_, what, zh, en) => {
  expect(withheldName(what, "zh")).toBe(zh);
  expect(withheldName(what, "en")).toBe(en);
});
