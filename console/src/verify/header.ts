/**
 * Block headers of any fork: their hash and what is read of them (yellow paper §4.3). A QBFT header is hashed with
 * round zero and without seals, which differ between honest nodes (the layout of extraData is Hyperledger Besu's).
 */
import { Refused, equal, keccak256, unhex } from "./bytes.ts";
import { type Rlp, decodeRlp, encodeRlp, integerOf } from "./rlp.ts";

export interface Header {
  readonly hash: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** Number of validator seals; whether they hold is not known here. */
  readonly seals: number;
}

const MIN_FIELDS = 15;
const MAX_FIELDS = 32;
const FIXED: [number, number][] = [[0, 32], [1, 32], [2, 20], [3, 32], [4, 32], [5, 32], [6, 256], [13, 32], [14, 8]];
const INTEGERS: [number, number][] = [[7, 32], [8, 8], [9, 8], [10, 8], [11, 8]];
const EXTRA_DATA = 12;
const MIX_HASH = 13;
const BFT_MIX_HASH = unhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365");

export function parseHeader(bytes: Uint8Array): Header {
  const fields = readFields(bytes);
  const extra = bftExtra(fields);
  return {
    hash: keccak256(extra === null ? bytes : unsealed(fields, extra)),
    stateRoot: fields[3]!,
    number: integerOf(fields[8]),
    timestamp: integerOf(fields[11]),
    seals: extra === null ? 0 : extra[4].length,
  };
}

function readFields(bytes: Uint8Array): Uint8Array[] {
  const items = decodeRlp(bytes);
  if (items instanceof Uint8Array || items.length < MIN_FIELDS || items.length > MAX_FIELDS) {
    throw new Refused("区块头的字段数不对", `a header is a list of ${MIN_FIELDS} to ${MAX_FIELDS} fields`);
  }
  const fields = items.filter((item) => item instanceof Uint8Array);
  if (fields.length !== items.length || FIXED.some(([at, size]) => fields[at]?.length !== size)) {
    throw new Refused("区块头的字段长度不对", "a header field has the wrong length");
  }
  for (const [at, size] of INTEGERS) integerOf(fields[at], size);
  return fields;
}

type BftExtra = [Rlp, Rlp, Rlp, Rlp, Rlp[]];

/** [vanity, validators, vote, round, seals], only where the mix hash says that the chain is a QBFT one. */
function bftExtra(fields: Uint8Array[]): BftExtra | null {
  if (!equal(fields[MIX_HASH]!, BFT_MIX_HASH)) return null;
  try {
    const extra = decodeRlp(fields[EXTRA_DATA]!);
    if (extra instanceof Uint8Array || extra.length !== 5 || extra[4] instanceof Uint8Array) return null;
    return extra as BftExtra;
  } catch {
    return null;
  }
}

function unsealed(fields: Uint8Array[], extra: BftExtra): Uint8Array {
  const neutral = encodeRlp([extra[0], extra[1], extra[2], new Uint8Array(), []]);
  return encodeRlp(fields.with(EXTRA_DATA, neutral));
}
