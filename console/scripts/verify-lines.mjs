// Documents from standard input to reports on standard output, one line of JSON each: {"document", "trust"} in base64.
// The Python tests hold the console's verifier against Python's with it; Node reads the TypeScript as it stands.
import { createInterface } from "node:readline";
import { unbase64 } from "../src/verify/bytes.ts";
import { verifyDocument } from "../src/verify/document.ts";
import { parseTrust } from "../src/verify/trust.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const { document, trust } = JSON.parse(line);
  console.log(JSON.stringify(verifyDocument(unbase64(document), parseTrust(unbase64(trust)))));
}
