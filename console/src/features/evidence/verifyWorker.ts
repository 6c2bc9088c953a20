/** Examines long files beside the page, which stays at hand meanwhile. */
import { type Examined, examine } from "../../verify/examine.ts";
import type { TrustPolicy } from "../../verify/trust.ts";

export interface Examination {
  readonly file: Uint8Array;
  readonly trust: TrustPolicy;
}

self.onmessage = ({ data: { file, trust } }: MessageEvent<Examination>) => {
  self.postMessage(examine(file, trust) satisfies Examined);
};
