import { useTexts } from "../../i18n";
import { KeystoreRefused, NotSigned } from "./fault";
import { useSession } from "./Session";

/** Why nothing was signed, in words. */
export function useSigningFault(): (error: unknown) => string {
  const { t, pick } = useTexts();
  const { signer } = useSession();
  return (error) => {
    if (inWords(error)) return pick(error);
    if (error instanceof KeystoreRefused) return t.session.faults[error.fault] ?? error.fault;
    if (error instanceof NotSigned && error.fault === "account" && signer) return t.session.otherAccount(signer.address);
    return t.session.notSigned[error instanceof NotSigned ? error.fault : "failed"];
  };
}

/** What the service or the form of an event refuses brings its own words. */
const inWords = (error: unknown): error is { zh: string; en: string } => error instanceof Error && "zh" in error && "en" in error;
