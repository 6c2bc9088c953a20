import { describe, expect, test } from "vitest";
import { utf8 } from "../bytes.ts";
import { parseTrust } from "../trust.ts";
import { verifyEvidence } from "../verify.ts";
import { holds, vector, vectorBytes } from "./vectors.ts";

const policy = parseTrust(vectorBytes("evidence/trust.json"));
const DOCUMENTS = ["alone", "batch"];

describe.each(DOCUMENTS)("evidence of an event: %s", (name) => {
  const document = vectorBytes(`evidence/${name}.evidence`);

  test("the report is the one that Python gives, member for member", () => {
    expect(verifyEvidence(document, policy)).toEqual(vector(`evidence/${name}.report.json`));
  });

  test("no byte can be changed unseen", () => {
    for (let at = 0; at < document.length; at += 211) {
      const changed = document.slice();
      changed[at] = changed[at]! ^ 1;
      const { result, summary } = verifyEvidence(changed, policy);
      // The policy accepts unsealed headers and pins none, so that the header's free fields are anyone's to write
      if (result === "verified") expect(summary["header"]).toBe("unsealed");
      else expect(result).toBe("failed");
    }
  });

  test("without its anchor it leaves the verdict open", () => {
    const text = new TextDecoder().decode(document);
    const start = text.indexOf('"anchor":');
    const end = text.indexOf('"checkpoint":');
    const report = verifyEvidence(utf8(text.slice(0, start) + text.slice(end)), policy);
    expect(report.findings.map(({ code }) => code)).toEqual(["EV-1081", "EV-1281"]);
    expect(report.result).toBe("undetermined");
  });
});

test.each([[""], ["{}"], ["[]"], ["null"], ['{"format":"quanze/evidence/v1"}']])("%s is no evidence", (text) => {
  const report = verifyEvidence(utf8(text), policy);
  expect(report.findings.map(({ code }) => code)).toEqual(["EV-0101"]);
  expect(report.steps.map(({ status }) => status)).toEqual(["failed", ...Array.from({ length: 12 }, () => "skipped")]);
});

describe("trust policy (§13)", () => {
  const text = new TextDecoder().decode(vectorBytes("evidence/trust.json"));
  test.each<[string, (source: string) => string]>([
    ["another version", (source) => source.replace("trust/v1", "trust/v2")],
    ["a repeated member", (source) => source.replace('"blocks": {}', '"blocks": {}, "chain_id": 1')],
    ["a repeated member by escape", (source) => source.replace('"blocks": {}', '"blocks": {}, "chain_i\\u0064": 1')],
    ["an unknown member", (source) => source.replace('"blocks": {}', '"blocks": {}, "more": 1')],
    ["a missing member", (source) => source.replace(/"chain_id": \d+,/, "")],
    ["an unknown contract", (source) => source.replace('"Agreements"', '"Other"')],
    ["no EventLog", (source) => source.replace('"EventLog"', '"Accountability"')],
    ["an address in upper case", (source) => source.replace("0x1111", "0X1111")],
    ["a chain of number zero", (source) => source.replace(/"chain_id": \d+/, '"chain_id": 0')],
    ["another origin", (source) => source.replace('"origin": "demo', '"origin": "other')],
    ["a block number with a leading zero", (source) => source.replace("{}", `{"01": "0x${"00".repeat(32)}"}`)],
    ["no JSON", (source) => source.slice(1)],
  ])("refuses %s", (_, change) => {
    expect(change(text)).not.toBe(text);
    expect(holds(() => parseTrust(utf8(change(text))))).toBe(false);
  });
});
