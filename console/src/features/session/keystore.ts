/** Opening a keystore file (Web3 Secret Storage, version 3): all of it happens here, nothing leaves the browser. */
import { ctr } from "@noble/ciphers/aes.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equal, hex, keccak256, unhex, utf8 } from "../../verify/bytes.ts";
import { KeystoreRefused } from "./fault";

const MAX_SCRYPT_BYTES = 2 ** 30;
const MAX_ROUNDS = 10_000_000;

interface Crypto {
  cipher: string;
  ciphertext: string;
  cipherparams: { iv: string };
  kdf: string;
  kdfparams: { dklen: number; salt: string; n: number; r: number; p: number; c: number; prf: string };
  mac: string;
}

/** The secret key in the text of a keystore file. */
export function openKeystore(text: string, passphrase: string): Uint8Array {
  const crypto = parse(text);
  const key = guarded(() => derive(crypto, utf8(passphrase)));
  const ciphertext = guarded(() => unhex(crypto.ciphertext));
  if (!equal(keccak256(concat(key.slice(16, 32), ciphertext)), guarded(() => unhex(crypto.mac)))) {
    throw new KeystoreRefused("passphrase");
  }
  const secret = ctr(key.slice(0, 16), unhex(crypto.cipherparams.iv)).decrypt(ciphertext);
  if (!secp256k1.utils.isValidPrivateKey(secret)) throw new KeystoreRefused("malformed");
  return secret;
}

export function addressOf(secret: Uint8Array): `0x${string}` {
  return `0x${hex(keccak256(secp256k1.getPublicKey(secret, false).slice(1)).slice(12))}`;
}

/** r ‖ s ‖ v over a digest, in the one form that Quanze accepts. */
export function signDigest(secret: Uint8Array, digest: Uint8Array): `0x${string}` {
  const signature = secp256k1.sign(digest, secret, { lowS: true });
  return `0x${signature.toCompactHex()}${(27 + signature.recovery).toString(16)}`;
}

function parse(text: string): Crypto {
  try {
    const file = JSON.parse(text) as { version: number; crypto?: Crypto; Crypto?: Crypto };
    const crypto = file.crypto ?? file.Crypto;
    if (file.version === 3 && crypto?.cipher === "aes-128-ctr" && crypto.cipherparams && crypto.kdfparams) return crypto;
  } catch {
    // falls through: whatever is wrong with it, it is no keystore
  }
  throw new KeystoreRefused("malformed");
}

function derive({ kdf, kdfparams }: Crypto, passphrase: Uint8Array): Uint8Array {
  const { dklen, salt, n, r, p, c, prf } = kdfparams;
  if (!(dklen >= 32 && dklen <= 64)) throw new KeystoreRefused("malformed");
  if (kdf === "scrypt") {
    if (!(128 * n * r * p <= MAX_SCRYPT_BYTES)) throw new KeystoreRefused("costly");
    return scrypt(passphrase, unhex(salt), { N: n, r, p, dkLen: dklen, maxmem: MAX_SCRYPT_BYTES + 2 ** 20 });
  }
  if (kdf !== "pbkdf2" || prf !== "hmac-sha256") throw new KeystoreRefused("malformed");
  if (!(c <= MAX_ROUNDS)) throw new KeystoreRefused("costly");
  return pbkdf2(sha256, passphrase, unhex(salt), { c, dkLen: dklen });
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof KeystoreRefused ? error : new KeystoreRefused("malformed");
  }
}
