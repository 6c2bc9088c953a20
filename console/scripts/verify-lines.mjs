// Evidence from standard input to reports on standard output, one JSON document a line: {"evidence", "trust"} in base64.
// The Python tests hold the console's verifier against Python's with it; Node reads the TypeScript as it stands.
import { createInterface } from "node:readline";
import { unbase64 } from "../src/verify/bytes.ts";
import { parseTrust } from "../src/verify/trust.ts";
import { verifyEvidence } from "../src/verify/verify.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const { evidence, trust } = JSON.parse(line);
  console.log(JSON.stringify(verifyEvidence(unbase64(evidence), parseTrust(unbase64(trust)))));
}
