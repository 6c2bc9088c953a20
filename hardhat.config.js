import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";

// contracts/compiler.json is the one source of the settings: ledger/chain/compiler.py reads it too, so Hardhat tests
// the very bytecode that is shipped and deployed.
const compiler = JSON.parse(readFileSync(new URL("./contracts/compiler.json", import.meta.url), "utf8"));

// A run for coverage asks which lines are reached, not how strong the code is nor what it costs: no optimizer, few draws.
const measuring = process.argv.includes("--coverage");

export default defineConfig({
  solidity: {
    ...compiler,
    settings: { ...compiler.settings, optimizer: { ...compiler.settings.optimizer, enabled: !measuring } },
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
      fuzz: { runs: measuring ? 16 : 256 },
      invariant: { runs: measuring ? 4 : 32, depth: 32, failOnRevert: true },
    },
  },
});
