/** A wallet inside the page, announced by EIP-6963, that signs as strictly as those that people use. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { openKeystore } from "../src/features/session/keystore.ts";
import { hex } from "../src/verify/bytes.ts";
import { DEMO, URL_OF_SERVICE, type Visit } from "./visit";

type Hex = `0x${string}`;
type Account = ReturnType<typeof privateKeyToAccount>;
const SIGNING = ["personal_sign", "eth_signTypedData_v4"];

/** What the holder does next: signs, refuses (EIP-1193), or leaves a request open (EIP-1474). */
export interface Mood {
  account: Account;
  refuses: boolean;
  /** v is written as 0 or 1. */
  lowV: boolean;
  /** Signs as the account that is chosen, whoever is asked for. */
  careless: boolean;
  /** What was asked for, by method. */
  readonly asked: string[];
}

/** The account of a key of the demonstration. */
export function accountOf(department: string, role: string): Account {
  const folder = join(DEMO, "departments", department);
  const secret = openKeystore(readFileSync(join(folder, `${role}.json`), "utf8"), readFileSync(join(folder, "passphrase"), "utf8").trim());
  return privateKeyToAccount(`0x${hex(secret)}`);
}

/** Puts a wallet into the page; its moods may be changed while it is used. */
export async function carryWallet({ page }: Visit, account: Account): Promise<Mood> {
  const mood: Mood = { account, refuses: false, lowV: false, careless: false, asked: [] };
  await page.exposeFunction("askWallet", (method: string, params: string[]) => reply(mood, method, params));
  await page.addInitScript(() => {
    type Reply = { result: unknown } | { code: number };
    const { askWallet } = window as unknown as { askWallet(method: string, params: unknown[]): Promise<Reply> };
    const request = async ({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> => {
      const reply = await askWallet(method, params);
      if ("code" in reply) throw Object.assign(new Error("the wallet says no"), { code: reply.code });
      return reply.result;
    };
    const detail = { info: { uuid: "0f2f6a5e-0000-4000-8000-000000000001", name: "Test wallet", icon: "", rdns: "test" }, provider: { request } };
    window.addEventListener("eip6963:requestProvider", () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail })));
  });
  return mood;
}

export async function signInByWallet({ page }: Visit): Promise<void> {
  await page.goto(URL_OF_SERVICE);
  await page.locator("button", { hasText: "Test wallet" }).click();
}

async function reply(mood: Mood, method: string, params: readonly string[]): Promise<{ result: unknown } | { code: number }> {
  mood.asked.push(method);
  if (method === "eth_requestAccounts" || method === "eth_accounts") return { result: [mood.account.address] };
  if (!SIGNING.includes(method)) return { code: 4200 };
  if (mood.refuses) return { code: 4001 };
  const [of, what] = method === "personal_sign" ? [params[1], params[0]] : [params[0], params[1]];
  if (!mood.careless && of !== mood.account.address.toLowerCase()) return { code: 4100 };
  const signature = method === "personal_sign" ? await mood.account.signMessage({ message: { raw: what as Hex } }) : await mood.account.signTypedData(strictly(what!));
  return { result: mood.lowV ? signature.slice(0, -2) + (Number.parseInt(signature.slice(-2), 16) - 27).toString(16).padStart(2, "0") : signature };
}

/** As wallets read it: a domain whose type is not told is the empty one. */
function strictly(text: string): Parameters<Account["signTypedData"]>[0] {
  const data = JSON.parse(text) as { types: object };
  return { ...data, types: { EIP712Domain: [], ...data.types } } as unknown as Parameters<Account["signTypedData"]>[0];
}
