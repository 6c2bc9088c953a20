// Coverage of contracts/ by the Solidity tests: lines, as Hardhat counts them, and branches, which it does not count.
//
// In a copy of the sources every condition, and every operand of && and ||, passes through a function of its own that
// has one line for true and one for false. Hardhat's count of those lines is the count of branches. Fails below 100 %.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GENERATED = "contracts/Branches.sol";
const HEAD = ["// SPDX-License-Identifier: Apache-2.0", "pragma solidity 0.8.37;", "", "library Branches {"];
const LINES = 6; // of one function
const sites = []; // where in the sources, by number of the function

function parse(name, content) {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const input = { language: "Solidity", sources: { [name]: { content } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const broken = output.errors?.find((error) => error.severity === "error");
  if (broken) throw new Error(broken.formattedMessage);
  return output.sources[name].ast;
}

const isJunction = (node) => node.nodeType === "BinaryOperation" && ["&&", "||"].includes(node.operator);

// What decides a condition: its operands, however they are joined.
function* operands(node) {
  if (isJunction(node)) {
    yield* operands(node.leftExpression);
    yield* operands(node.rightExpression);
  } else if (node.nodeType === "TupleExpression" && node.components.length === 1) yield* operands(node.components[0]);
  else if (node.nodeType === "UnaryOperation" && node.operator === "!") yield* operands(node.subExpression);
  else yield node;
}

function* decisions(node) {
  if (Array.isArray(node)) for (const each of node) yield* decisions(each);
  else if (node && typeof node === "object") {
    const decides = ["IfStatement", "WhileStatement", "ForStatement", "Conditional"].includes(node.nodeType);
    if (decides && node.condition) yield* operands(node.condition);
    if (isJunction(node)) yield* operands(node);
    for (const each of Object.values(node)) yield* decisions(each);
  }
}

function instrument(folder, name) {
  const file = path.join(folder, name);
  const source = readFileSync(file);
  const insertions = [];
  const seen = new Set();
  for (const { src } of decisions(parse(name, source.toString()))) {
    if (seen.has(src)) continue;
    seen.add(src);
    const [start, length] = src.split(":").map(Number);
    const line = source.subarray(0, start).toString().split("\n").length;
    const number = sites.push(`${name}:${line}  ${source.subarray(start, start + length)}`) - 1;
    // Where two begin or end at one place, the longer one is outside.
    insertions.push({ at: start, order: -length, text: `Branches.b${number}(` });
    insertions.push({ at: start + length, order: length - 1e9, text: ")" });
  }
  if (insertions.length === 0) return;
  insertions.sort((a, b) => a.at - b.at || a.order - b.order);
  let [result, from] = ["", 0];
  for (const { at, text } of insertions) {
    result += source.subarray(from, at) + text;
    from = at;
  }
  result += source.subarray(from);
  const up = path.relative(path.dirname(name), "contracts") || ".";
  writeFileSync(file, result.replace(/^(pragma .*)$/m, `$1 import {Branches} from "${up}/Branches.sol";`));
}

function generate(folder) {
  const body = sites.flatMap((_, number) => [
    `    function b${number}(bool taken) internal pure returns (bool) {`,
    "        if (taken) {",
    "            return true;",
    "        }",
    "        return false;",
    "    }",
  ]);
  writeFileSync(path.join(folder, GENERATED), [...HEAD, ...body, "}", ""].join("\n"));
}

// Hits by line, by source.
function readLcov(file) {
  const found = new Map();
  let lines;
  for (const row of readFileSync(file, "utf8").split("\n")) {
    if (row.startsWith("SF:")) found.set(row.slice(3), (lines = new Map()));
    else if (row.startsWith("DA:")) lines.set(...row.slice(3).split(",").map(Number));
  }
  return found;
}

function report(found) {
  const missed = [];
  const table = new Map(); // source → [lines reached, lines, branches reached, branches]
  const count = (name, kind, reached, what) => {
    const row = table.get(name) ?? table.set(name, [0, 0, 0, 0]).get(name);
    row[kind + 1] += 1;
    if (reached) row[kind] += 1;
    else missed.push(what);
  };
  const inTree = (name) => name.slice(name.indexOf("contracts/"));
  for (const [name, hits] of found) {
    if (name.endsWith(GENERATED)) continue;
    for (const [line, times] of hits) count(inTree(name), 0, times > 0, `line    ${inTree(name)}:${line}`);
  }
  const generated = [...found].find(([name]) => name.endsWith(GENERATED))[1];
  sites.forEach((site, number) => {
    const first = HEAD.length + number * LINES + 1;
    for (const [line, outcome] of [[first + 2, "true "], [first + 4, "false"]]) {
      count(site.slice(0, site.indexOf(":")), 2, generated.get(line) > 0, `never ${outcome} ${site}`);
    }
  });
  const total = [0, 0, 0, 0];
  for (const [name, row] of [...table].sort()) {
    row.forEach((value, place) => (total[place] += value));
    console.log(`${name.padEnd(60)} lines ${row[0]}/${row[1]}  branches ${row[2]}/${row[3]}`);
  }
  console.log(`${"contracts".padEnd(60)} lines ${total[0]}/${total[1]}  branches ${total[2]}/${total[3]}`);
  for (const row of missed) console.log(`  ${row}`);
  return missed.length === 0;
}

const folder = mkdtempSync(path.join(tmpdir(), "quanze-coverage-"));
try {
  for (const name of ["contracts", "tests/contracts", "tests/vectors", "hardhat.config.js", "package.json"]) {
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  const all = readdirSync(path.join(folder, "contracts"), { recursive: true });
  for (const name of all.filter((each) => each.endsWith(".sol")).sort()) instrument(folder, `contracts/${name}`);
  generate(folder);
  const hardhat = path.join(folder, "node_modules/.bin/hardhat");
  const ran = spawnSync(hardhat, ["--coverage", "test", "solidity", ...process.argv.slice(2)], { cwd: folder });
  if (ran.status !== 0) console.log(`${ran.stdout}${ran.stderr}`);
  process.exitCode = ran.status === 0 && report(readLcov(path.join(folder, "coverage/lcov.info"))) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
