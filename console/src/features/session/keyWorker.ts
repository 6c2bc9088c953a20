/** The worker that holds an opened key: the page asks it for signatures and never sees the key. */
import { unhex } from "../../verify/bytes.ts";
import { KeystoreRefused } from "./fault";
import { addressOf, openKeystore, signDigest } from "./keystore";

export type Request = { id: number; open: { text: string; passphrase: string } } | { id: number; sign: string };
export type Reply = { id: number; done: `0x${string}` } | { id: number; fault: string };

let secret: Uint8Array | null = null;

self.onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    self.postMessage({ id: data.id, done: serve(data) } satisfies Reply);
  } catch (error) {
    self.postMessage({ id: data.id, fault: error instanceof KeystoreRefused ? error.fault : "malformed" } satisfies Reply);
  }
};

function serve(request: Request): `0x${string}` {
  if ("open" in request) {
    secret = openKeystore(request.open.text, request.open.passphrase);
    return addressOf(secret);
  }
  if (secret === null) throw new KeystoreRefused("malformed");
  return signDigest(secret, unhex(request.sign));
}
