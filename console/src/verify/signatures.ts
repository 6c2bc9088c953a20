/** EIP-712 digests of events and batches (docs/formats.md §6), and who signed them. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { Refused, concat, fixed, keccak256, toInteger, utf8 } from "./bytes.ts";

const DOMAIN = keccak256(utf8("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"));
const EVENT = keccak256(
  utf8("Event(string eventType,string actor,string agreement,string item,string occurredAt,bytes32 eventId)"),
);
const BATCH = keccak256(utf8("Batch(string actor,uint64 count,bytes32 root)"));
const ORDER = secp256k1.CURVE.n;

export interface SignedEvent {
  readonly type: string;
  readonly actor: string;
  readonly agreement: string | undefined;
  readonly item: string | undefined;
  readonly occurredAt: string;
  readonly id: Uint8Array;
}

const word = (text: string): Uint8Array => keccak256(utf8(text));

export function domainSeparator(chainId: number, eventLog: Uint8Array): Uint8Array {
  return keccak256(DOMAIN, word("Quanze"), word("1"), fixed(BigInt(chainId), 32), concat(new Uint8Array(12), eventLog));
}

export function eventDigest(separator: Uint8Array, event: SignedEvent): Uint8Array {
  const { type, actor, agreement = "", item = "", occurredAt, id } = event;
  return typed(separator, EVENT, word(type), word(actor), word(agreement), word(item), word(occurredAt), id);
}

export function batchDigest(separator: Uint8Array, actor: string, count: bigint, root: Uint8Array): Uint8Array {
  return typed(separator, BATCH, word(actor), fixed(count, 32), root);
}

function typed(separator: Uint8Array, ...members: Uint8Array[]): Uint8Array {
  return keccak256(Uint8Array.of(0x19, 0x01), separator, keccak256(...members));
}

/** Address (20 bytes) of the key that signed a digest; r ‖ s ‖ v with s ≤ n/2 and v 27 or 28. */
export function recoverSigner(digest: Uint8Array, signature: Uint8Array): Uint8Array {
  const [r, s, v] = [toInteger(signature.slice(0, 32)), toInteger(signature.slice(32, 64)), signature[64]];
  const inRange = r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
  if (signature.length !== 65 || !inRange || (v !== 27 && v !== 28)) {
    throw new Refused("签名不合格式", "the signature is malformed", "signature");
  }
  try {
    const point = new secp256k1.Signature(r, s).addRecoveryBit(v - 27).recoverPublicKey(digest);
    return keccak256(point.toRawBytes(false).slice(1)).slice(12);
  } catch {
    throw new Refused("签名恢复不出公钥", "no public key fits this signature and digest", "signature");
  }
}
