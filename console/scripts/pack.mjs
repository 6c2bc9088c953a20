// Compresses the built files beside themselves and says what the first page weighs; fails where it weighs too much.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const LIMIT = 300_000;
const folder = new URL("../../api/static/", import.meta.url).pathname;
const html = readFileSync(join(folder, "index.html"), "utf8");
const first = new Set(["index.html", ...[...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name]) => name)]);
let weight = 0;

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !/\.(js|css|html|svg|json)$/.test(entry.name)) continue;
  const bytes = readFileSync(path);
  const gz = gzipSync(bytes, { level: 9 });
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  if (bytes.length > 1000) {
    writeFileSync(`${path}.gz`, gz);
    writeFileSync(`${path}.br`, br);
  }
  const name = path.slice(folder.length);
  if (first.has(name)) weight += gz.length;
  if (bytes.length > 20_000) console.log(`${name}  ${bytes.length}  gzip ${gz.length}  brotli ${br.length}${first.has(name) ? "  *" : ""}`);
}
console.log(`first page (*): ${weight} bytes with gzip, at most ${LIMIT}`);
process.exitCode = weight > LIMIT ? 1 : 0;
