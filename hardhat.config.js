import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";

// contracts/compiler.json is the one source of the settings: ledger/chain/compiler.py reads it too, so Hardhat tests
// the very bytecode that is shipped and deployed.
const compiler = JSON.parse(readFileSync(new URL("./contracts/compiler.json", import.meta.url), "utf8"));

export default defineConfig({
  solidity: {
    ...compiler,
    // npm's compiler, so that nothing is downloaded.
    path: createRequire(import.meta.url).resolve("solc/soljson.js"),
  },
  paths: {
    sources: "./contracts",
    tests: { solidity: "./tests/contracts" },
    artifacts: "./build/hardhat/artifacts",
    cache: "./build/hardhat/cache",
  },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ["tests/vectors"] },
      blockTimestamp: 1_767_225_600n, // 2026-01-01T00:00:00Z
      fuzz: { runs: 256 },
      invariant: { runs: 32, depth: 32, failOnRevert: true },
    },
  },
});
