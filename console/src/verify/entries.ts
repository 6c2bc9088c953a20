/** Log entries (docs/formats.md §7). */
import { Refused, toInteger } from "./bytes.ts";

export interface EventEntry {
  readonly eventId: Uint8Array;
  readonly signer: Uint8Array;
  readonly index: bigint;
  readonly recordedAt: bigint;
  readonly signature: Uint8Array;
  readonly positions: readonly bigint[];
  readonly batch: BatchPlace | null;
}

/** Place of an event among those that one signature covers. */
export interface BatchPlace {
  readonly position: bigint;
  readonly count: bigint;
  readonly path: readonly Uint8Array[];
}

export interface StreamsEntry {
  readonly index: bigint;
  readonly recordedAt: bigint;
  readonly streamsRoot: Uint8Array;
}

const ALONE = 1;
const IN_BATCH = 2;
const MAX_BATCH_PATH = 32;

export function parseEventEntry(bytes: Uint8Array): EventEntry {
  const [kind, form, signing, hashing] = bytes;
  const streams = bytes[137] ?? 0;
  const known = kind === 1 && (form === ALONE || form === IN_BATCH) && signing === 1 && hashing === 1;
  if (!known || streams < 1 || streams > 4) throw refused();
  const end = 138 + 8 * streams;
  if (form === ALONE && bytes.length !== end) throw refused();
  return {
    eventId: bytes.slice(4, 36),
    signer: bytes.slice(36, 56),
    index: u64(bytes, 56),
    recordedAt: u64(bytes, 64),
    signature: bytes.slice(72, 137),
    positions: Array.from({ length: streams }, (_, at) => u64(bytes, 138 + 8 * at)),
    batch: form === ALONE ? null : parseBatch(bytes, end),
  };
}

export function parseStreamsEntry(bytes: Uint8Array): StreamsEntry {
  if (bytes.length !== 50 || bytes[0] !== 2 || bytes[1] !== 1) {
    throw new Refused("这不是流条目", "this is not a streams entry");
  }
  return { index: u64(bytes, 2), recordedAt: u64(bytes, 10), streamsRoot: bytes.slice(18) };
}

function parseBatch(bytes: Uint8Array, at: number): BatchPlace {
  const hashes = bytes[at + 16] ?? MAX_BATCH_PATH + 1;
  if (hashes > MAX_BATCH_PATH || bytes.length !== at + 17 + 32 * hashes) throw refused();
  const path = Array.from({ length: hashes }, (_, k) => bytes.slice(at + 17 + 32 * k, at + 49 + 32 * k));
  return { position: u64(bytes, at), count: u64(bytes, at + 8), path };
}

function u64(bytes: Uint8Array, at: number): bigint {
  return toInteger(bytes.slice(at, at + 8));
}

function refused(): Refused {
  return new Refused("条目不合格式", "the entry is malformed");
}
