/** Live alerts: one connection that resumes where it broke, without a gap, for as long as somebody looks. */
import { type Schema, answer, api } from "./client";
import { ApiProblem } from "./problem";
import { type Told, told } from "./sse";

/** One change; the alert is as it stands now. */
export interface Moved {
  readonly seq: number;
  readonly change: string;
  readonly at: string;
  readonly alert: Schema["AlertView"];
}

export type Connection = "connecting" | "live" | "down";

export interface Listener {
  /** The stream stands; `anew` where it goes on from no number: what was listed before may be old. */
  opened(anew: boolean): void;
  moved(change: Moved): void;
  /** It is down, and is tried again after a while. */
  lost(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const REFUSED = [401, 403];
/** The service says something every two seconds; a line that is silent for so long is dead. */
const SILENCE_MS = 15_000;

/** Follows until the signal is given, or until the service no longer lets the caller. */
export async function follow(listener: Listener, signal: AbortSignal): Promise<void> {
  let after: number | null = null;
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const line: AsyncGenerator<Told> = listen(after, signal, listener);
      for await (const one of line) {
        wait = FIRST_WAIT_MS;
        // a comment keeps the line alive and says up to which number all was looked at
        const seen = one.id ?? one.comment ?? "";
        if (/^\d+$/.test(seen)) after = Number(seen);
        if (one.id !== null) listener.moved(JSON.parse(one.data) as Moved);
      }
      // it ends by itself after a while
      await pause(FIRST_WAIT_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      listener.lost();
      if (error instanceof ApiProblem && REFUSED.includes(error.status)) return;
      await pause(wait, signal);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }
}

/** One connection, read out. */
async function* listen(after: number | null, signal: AbortSignal, listener: Listener): AsyncGenerator<Told> {
  const silent = new AbortController();
  let timer = 0;
  const heard = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => silent.abort(), SILENCE_MS);
  };
  try {
    heard();
    const body = await connect(after, AbortSignal.any([signal, silent.signal]));
    listener.opened(after === null);
    for await (const one of told(body)) {
      heard();
      yield one;
    }
  } finally {
    window.clearTimeout(timer);
  }
}

async function connect(after: number | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const query = after === null ? {} : { after };
  const call = api.GET("/v1/alerts/stream", { params: { query }, parseAs: "stream", signal });
  return answer(call as unknown as Promise<{ data: ReadableStream<Uint8Array>; response: Response }>);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (window.clearTimeout(timer), resolve()), { once: true });
  });
}
