/** Who signs: a wallet in the browser (EIP-1193, found by EIP-6963), or a keystore file opened in a worker. */
import type { TypedDataDefinition, TypedDataDomain } from "viem";
import KeyWorker from "./keyWorker?worker";
import type { Reply, Request } from "./keyWorker";
import { type KeystoreFault, KeystoreRefused, NotSigned } from "./fault";

type Hex = `0x${string}`;

export interface Signer {
  readonly kind: "wallet" | "keystore";
  readonly name: string;
  readonly address: Hex;
  signMessage(text: string): Promise<Hex>;
  signTypedData(data: TypedDataDefinition): Promise<Hex>;
  close(): void;
}

export interface Provider {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
}

export interface Wallet {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
}

/** Tells of every wallet that announces itself; returns how to stop listening. */
export function discoverWallets(found: (wallet: Wallet) => void): () => void {
  const announced = (event: Event): void => {
    const { detail } = event as CustomEvent<{ info: { uuid: string; name: string }; provider: Provider }>;
    found({ id: detail.info.uuid, name: detail.info.name, provider: detail.provider });
  };
  window.addEventListener("eip6963:announceProvider", announced);
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  const { ethereum } = window as { ethereum?: Provider };
  if (ethereum) found({ id: "window.ethereum", name: "Ethereum", provider: ethereum });
  return () => window.removeEventListener("eip6963:announceProvider", announced);
}

/** Connects a wallet. Throws NotSigned. What it signs is looked at before anyone else sees it: only its own key's counts. */
export async function walletSigner({ name, provider }: Wallet): Promise<Signer> {
  const ask = (method: string, params: unknown[] = []): Promise<unknown> =>
    provider.request({ method, params }).catch((error: unknown) => {
      throw NotSigned.of(error);
    });
  const own = accountsIn(await ask("eth_requestAccounts"))[0];
  if (!own) throw new NotSigned("account");
  // The holder may have turned to another account since: a wallet would sign as that one, or as none
  const signed = async (method: string, params: unknown[], signer: (signature: Hex) => Promise<string>): Promise<Hex> => {
    if (!accountsIn(await ask("eth_accounts")).includes(own)) throw new NotSigned("account");
    const signature = normal(await ask(method, params));
    const found = await signer(signature).catch(() => "");
    if (found.toLowerCase() !== own) throw new NotSigned("account");
    return signature;
  };
  return {
    kind: "wallet",
    name,
    address: own,
    signMessage: async (message) => {
      const { recoverMessageAddress, toHex } = await import("viem");
      return signed("personal_sign", [toHex(message), own], (signature) => recoverMessageAddress({ message, signature }));
    },
    signTypedData: async (data) => {
      const { recoverTypedDataAddress } = await import("viem");
      return signed("eth_signTypedData_v4", [own, await typedText(data)], (signature) => recoverTypedDataAddress({ ...data, signature }));
    },
    close: () => {},
  };
}

const accountsIn = (answer: unknown): Hex[] => (Array.isArray(answer) ? answer.map((one) => String(one).toLowerCase() as Hex) : []);

/** Typed data as EIP-712 wants it in a call: with the type of its domain, without which wallets sign for no domain at all. */
export async function typedText(data: TypedDataDefinition): Promise<string> {
  const { getTypesForEIP712Domain, serializeTypedData } = await import("viem");
  const { domain, types } = data;
  return serializeTypedData({ ...data, types: { EIP712Domain: getTypesForEIP712Domain({ domain: domain as TypedDataDomain }), ...types } } as TypedDataDefinition);
}

/** Opens a keystore file. Throws KeystoreRefused. */
export async function keystoreSigner(name: string, text: string, passphrase: string): Promise<Signer> {
  const worker = new KeyWorker();
  const ask = asker(worker);
  let address: Hex;
  try {
    address = await ask({ open: { text, passphrase } });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    kind: "keystore",
    name,
    address,
    signMessage: async (message) => ask({ sign: (await import("viem")).hashMessage(message) }),
    signTypedData: async (data) => ask({ sign: (await import("viem")).hashTypedData(data) }),
    close: () => worker.terminate(),
  };
}

type Asked = Request extends infer R ? (R extends unknown ? Omit<R, "id"> : never) : never;

function asker(worker: Worker): (asked: Asked) => Promise<Hex> {
  let last = 0;
  return (asked) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const listen = ({ data }: MessageEvent<Reply>): void => {
        if (data.id !== id) return;
        worker.removeEventListener("message", listen);
        if ("done" in data) resolve(data.done);
        else reject(new KeystoreRefused(data.fault as KeystoreFault));
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ id, ...asked } as Request);
    });
}

/** Some wallets write v as 0 or 1, or use capitals; the service takes one form. */
function normal(signature: unknown): Hex {
  const text = String(signature).toLowerCase();
  const v = Number.parseInt(text.slice(-2), 16);
  return `${text.slice(0, -2)}${(v < 27 ? v + 27 : v).toString(16)}` as Hex;
}
