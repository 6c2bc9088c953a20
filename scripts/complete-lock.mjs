// Run after `npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved`: mends package-lock.json
// of the folder given, the repository's own if none is.
//
// A registry that lacks the builds of other platforms leaves them out of the lock, and `npm ci` then refuses it. They
// are named here with version, os and cpu, so that npm ci passes and skips them. Funding addresses go: a lock names none.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const file = resolve(process.argv[2] ?? `${import.meta.dirname}/..`, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const PLATFORM = /-(darwin|linux|win32)-(amd64|x64|arm64)(?:-(gnu|musl|msvc))?$/;

for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = PLATFORM.exec(name);
    if (!platform || lock.packages[`node_modules/${name}`]) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [platform[2].replace("amd64", "x64")],
      dev: true,
      optional: true,
      os: [platform[1]],
    };
  }
}
const [root, ...rest] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([root, ...rest.sort()].map((key) => [key, lock.packages[key]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
