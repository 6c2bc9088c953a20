/** Where something is signed for, by the trust policy: the chain, and a contract on it. */
interface Policy {
  readonly chain_id: number;
  readonly contracts: Readonly<Record<string, { readonly address: `0x${string}` }>>;
}

export interface Place {
  readonly chainId: number;
  readonly contract: `0x${string}`;
}

/** The place of a contract in a policy that the service has answered with (queries.trust). Throws where it names none. */
export function placeOf(policy: unknown, name: string): Place {
  const { chain_id: chainId, contracts } = policy as Policy;
  const contract = contracts[name]?.address;
  if (!contract) throw new Error(`the trust policy names no contract ${name}`);
  return { chainId, contract };
}
