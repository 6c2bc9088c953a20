/** What the verifier says of a file: short ones at once, long ones by a worker; without one (offline), here after all. */
import { useEffect, useMemo, useState } from "react";
import { type Examined, examine } from "../../verify/examine.ts";
import type { TrustPolicy } from "../../verify/trust.ts";
import VerifyWorker from "./verifyWorker?worker";

/** Up to here the page does not wait for it noticeably. */
const SHORT = 256 * 1024;

export type Outcome = Examined | "examining" | null;

export function useExamined(file: Uint8Array | null, trust: TrustPolicy | null): Outcome {
  const short = file !== null && file.length <= SHORT;
  const atOnce = useMemo(() => (short && trust ? examine(file, trust) : null), [short, file, trust]);
  const [long, setLong] = useState<{ file: Uint8Array; trust: TrustPolicy; examined: Examined } | null>(null);
  useEffect(() => {
    if (file === null || trust === null || short) return;
    const worker = new VerifyWorker();
    const done = (examined: Examined): void => setLong({ file, trust, examined });
    worker.onmessage = ({ data }: MessageEvent<Examined>) => done(data);
    worker.onerror = () => done(examine(file, trust));
    worker.postMessage({ file, trust });
    return () => worker.terminate();
  }, [file, trust, short]);
  if (file === null || trust === null) return null;
  if (short) return atOnce;
  return long?.file === file && long.trust === trust ? long.examined : "examining";
}
