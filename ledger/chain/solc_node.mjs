#!/usr/bin/env node
// Lets a caller of the solc binary (py-solc-x) drive npm's compiler: solc_node.mjs PATH_OF_NPM_SOLC --version | --standard-json
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [location, mode] = process.argv.slice(2);
const solc = createRequire(import.meta.url)(resolve(location));

if (mode === "--version") {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (mode === "--standard-json") {
  // Asynchronously: solcjs itself reads with readFileSync, which fails on a pipe that is not filled yet (EAGAIN).
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  process.stdout.write(solc.compile(Buffer.concat(chunks).toString("utf8")));
} else {
  process.stderr.write("usage: solc_node.mjs PATH_OF_NPM_SOLC --version | --standard-json\n");
  process.exitCode = 2;
}
