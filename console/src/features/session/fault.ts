/** Why a keystore does not open: it is none, its cost is absurd, or the passphrase is wrong. */
export type KeystoreFault = "malformed" | "costly" | "passphrase";

export class KeystoreRefused extends Error {
  readonly fault: KeystoreFault;

  constructor(fault: KeystoreFault) {
    super(fault);
    this.fault = fault;
  }
}
