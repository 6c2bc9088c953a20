/** The C2SP tlog-proof (docs/formats.md §16): its lines only; what it proves is for verifyTlogProof.ts. */
import { Refused, textOf, unbase64 } from "./bytes.ts";
import { splitNote } from "./checkpoint.ts";
import { MAX_ENTRY } from "./evidence.ts";
import { MAX_PATH } from "./merkle.ts";

export interface TlogProof {
  /** The entry, from the line `extra`. */
  readonly entry: Uint8Array;
  readonly index: bigint;
  /** Nearest sibling first. */
  readonly path: readonly Uint8Array[];
  readonly checkpoint: string;
}

/** How the first line of every version begins. */
export const TLOG_PROOF_FAMILY = "c2sp.org/tlog-proof@";
const TLOG_PROOF_FORMAT = "c2sp.org/tlog-proof@v1";
const VERSION = /^v[0-9]+$/;
export const MAX_TLOG_PROOF = 1_048_576;

/** Throws Refused with the rule `version` where the file is of another version. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAX_TLOG_PROOF) throw refused("包含证明过大", `a tlog-proof has at most ${MAX_TLOG_PROOF} bytes`);
  const source = textOf(bytes);
  const gap = source.indexOf("\n\n");
  const [format = "", ...lines] = (gap < 0 ? source : source.slice(0, gap)).split("\n");
  if (format !== TLOG_PROOF_FORMAT && VERSION.test(format.slice(TLOG_PROOF_FAMILY.length))) {
    throw new Refused("包含证明的版本未知", `the only known format is ${TLOG_PROOF_FORMAT}`, "version");
  }
  if (format !== TLOG_PROOF_FORMAT || gap < 0) throw refused("这不是 tlog-proof 文件", "this is no tlog-proof file");
  const [extra, index, ...path] = lines;
  if (!extra?.startsWith("extra ")) throw refused("缺少 extra 行: 条目不在文件中", "the line extra is missing: the file holds no entry");
  const digits = /^index (0|[1-9][0-9]{0,18})$/.exec(index ?? "")?.[1];
  if (digits === undefined || path.length > MAX_PATH) {
    throw refused("索引行不合格式, 或路径过长", "a malformed index line, or a path that is too long");
  }
  const checkpoint = source.slice(gap + 2);
  splitNote(checkpoint);
  return { entry: unbase64(extra.slice("extra ".length), MAX_ENTRY), index: BigInt(digits), path: path.map(readHash), checkpoint };
}

function readHash(line: string): Uint8Array {
  const hash = unbase64(line, 32);
  if (hash.length !== 32) throw refused("路径的哈希须为 32 字节", "a hash of the path is 32 bytes");
  return hash;
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en);
}
