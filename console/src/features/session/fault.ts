/** Why a keystore does not open: it is none, its cost is absurd, or the passphrase is wrong. */
export type KeystoreFault = "malformed" | "costly" | "passphrase";

export class KeystoreRefused extends Error {
  readonly fault: KeystoreFault;

  constructor(fault: KeystoreFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Why a wallet gave no signature: its holder refused, it is asked already, it stands on another account, or it failed. */
export type WalletFault = "refused" | "pending" | "account" | "failed";

/** The codes of EIP-1193, and the one of EIP-1474 for a request that waits for its holder. */
const CODES: Readonly<Record<number, WalletFault>> = { 4001: "refused", 4100: "account", [-32002]: "pending" };

/** No signature of the signed-in key was made; nothing was sent. */
export class NotSigned extends Error {
  readonly fault: WalletFault;

  constructor(fault: WalletFault) {
    super(fault);
    this.fault = fault;
  }

  /** What a wallet threw, by its code. */
  static of(error: unknown): NotSigned {
    if (error instanceof NotSigned) return error;
    const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
    return new NotSigned(CODES[code] ?? "failed");
  }
}
