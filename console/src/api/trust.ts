/** The trust policy that the service publishes, read as strictly as the verifier reads one; and where it has things signed for. */
import { queryOptions } from "@tanstack/react-query";
import { hex, utf8 } from "../verify/bytes.ts";
import { type TrustPolicy, parseTrust } from "../verify/trust.ts";
import { trust } from "./queries";

export interface Place {
  readonly chainId: number;
  readonly contract: `0x${string}`;
}

/** Throws Refused where what the service answered is no trust policy. */
export const readPolicy = (published: object): TrustPolicy => parseTrust(utf8(JSON.stringify(published)));

export const policy = queryOptions({ ...trust, select: readPolicy });

/** The chain, and a contract on it. Throws where the policy names none. */
export function placeOf({ chainId, contracts }: TrustPolicy, name: string): Place {
  const trusted = contracts.get(name);
  if (!trusted) throw new Error(`the trust policy names no contract ${name}`);
  return { chainId, contract: `0x${hex(trusted.address)}` };
}
