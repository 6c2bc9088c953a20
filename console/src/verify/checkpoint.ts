/** Checkpoints: C2SP signed-note and tlog-checkpoint, Ed25519 only, no extension lines (docs/formats.md §9). */
import { ed25519 } from "@noble/curves/ed25519.js";
import { Refused, base64, concat, equal, hex, sha256, toInteger, unbase64, utf8 } from "./bytes.ts";
import { hasForm } from "./forms.ts";

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** Name and public key of a log, from a C2SP verifier key. */
export interface LogKey {
  readonly name: string;
  readonly id: Uint8Array;
  readonly key: Uint8Array;
  /** As it is written. */
  readonly text: string;
}

/** Signature types of C2SP: of a log, and of a witness that cosigns (tlog-cosignature). */
const ED25519 = 1;
const COSIGNATURE = 4;
const MAX_NOTE = 65_536;
const MAX_SIGNATURES = 64;
const LINE = /^— ([^\s+\u0085]+) ([A-Za-z0-9+/=]+)$/u;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\ud800-\udfff]/u;

/** Reads `name+key id+base64(01 ‖ key)`, in its one spelling. */
export const parseLogKey = (text: string): LogKey => parseKey(text, ED25519);

/** Reads a witness's key: the same with the type 04. */
export const parseWitnessKey = (text: string): LogKey => parseKey(text, COSIGNATURE);

function parseKey(text: string, type: number): LogKey {
  const [name = "", , ...rest] = text.split("+");
  const typed = unbase64(rest.join("+"));
  const key = typed.slice(1);
  const id = sha256(utf8(`${name}\n`), Uint8Array.of(type), key).slice(0, 4);
  const again = `${name}+${hex(id)}+${base64(concat(Uint8Array.of(type), key))}`;
  if (!hasForm("origin", name) || key.length !== 32 || again !== text) {
    throw refused("公钥不合 C2SP 格式", "this is not a C2SP Ed25519 verifier key");
  }
  return { name, id, key, text };
}

/** The checkpoint in a note that `log` signed. Signatures by unknown keys are passed over; a false one by ours refuses. */
export function openCheckpoint(note: string, log: LogKey): Checkpoint {
  const { body, signatures } = splitNote(note);
  const checkpoint = parseBody(body);
  if (checkpoint.origin !== log.name) throw refused("检查点属于另一个日志", "the checkpoint belongs to another origin");
  const ours = signatures.filter((one) => isBy(one, log));
  if (ours.length === 0) throw refused("检查点没有受信日志密钥的签名", "the trusted log key has not signed it");
  if (!ours.every(({ bytes }) => signed(log.key, utf8(body), bytes.slice(4)))) {
    throw refused("检查点的签名不成立", "the checkpoint's signature does not hold");
  }
  return checkpoint;
}

/** Which witnesses cosigned a note, by name, and when (seconds; the earliest). A false one of theirs refuses the note. */
export function readCosignatures(note: string, witnesses: readonly LogKey[]): Map<string, bigint> {
  const { body, signatures } = splitNote(note);
  const found = new Map<string, bigint>();
  for (const one of signatures) {
    const witness = witnesses.find((key) => isBy(one, key));
    if (!witness) continue;
    const time = toInteger(one.bytes.slice(4, 12));
    const text = utf8(`cosignature/v1\ntime ${time}\n${body}`);
    if (one.bytes.length !== 76 || time >= 1n << 63n || !signed(witness.key, text, one.bytes.slice(12))) {
      throw refused(`见证方 ${witness.name} 的签名不成立`, `the cosignature of ${witness.name} does not hold`);
    }
    const before = found.get(witness.name);
    found.set(witness.name, before !== undefined && before < time ? before : time);
  }
  return found;
}

function isBy({ name, bytes }: Signature, key: LogKey): boolean {
  return name === key.name && equal(bytes.slice(0, 4), key.id);
}

function signed(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

interface Signature {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Body and signatures of any signed note. */
export function splitNote(note: string): { body: string; signatures: Signature[] } {
  const gap = note.lastIndexOf("\n\n");
  if (gap < 0 || note.length > 2 * MAX_NOTE || [...note].length > MAX_NOTE || CONTROL.test(note) || !note.endsWith("\n")) {
    throw refused("这不是签名文书(signed note)", "this is not a signed note");
  }
  const lines = note.slice(gap + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw refused("签名过多", `a note carries at most ${MAX_SIGNATURES} signatures`);
  return { body: note.slice(0, gap + 1), signatures: lines.map(splitSignature) };
}

function splitSignature(line: string): Signature {
  const [, name, encoded] = LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) throw refused("签名行不合格式", "malformed signature line");
  const bytes = unbase64(encoded);
  if (bytes.length < 5) throw refused("签名行过短", "the signature line is too short");
  return { name, bytes };
}

function parseBody(body: string): Checkpoint {
  const [origin, size, root, end, ...more] = body.split("\n");
  if (!hasForm("origin", origin) || !size || root === undefined || end !== "" || more.length > 0) {
    throw refused("检查点正文须恰为三行", "a checkpoint body has exactly three lines");
  }
  if (!/^(0|[1-9][0-9]{0,18})$/.test(size) || BigInt(size) >= 1n << 63n) {
    throw refused("检查点的大小不合格式", "the checkpoint's size is malformed");
  }
  const hash = unbase64(root, 32);
  if (hash.length !== 32) throw refused("检查点的根须为 32 字节", "the checkpoint's root is 32 bytes");
  return { origin, size: BigInt(size), root: hash };
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en, "note");
}
