import { useSyncExternalStore } from "react";

const AGAIN_MS = 3000;
let reachable = true;

/** Whether the service can be reached: without any network it still can, on the machine that it runs on. */
export function useOnline(): boolean {
  return useSyncExternalStore(listen, () => reachable);
}

async function look(changed: () => void): Promise<void> {
  // Read to its end: an answer that nobody reads keeps its connection
  const answers = () => fetch("/healthz", { cache: "no-store" }).then((response) => response.text()).then(() => true, () => false);
  reachable = navigator.onLine || (await answers());
  changed();
}

function listen(changed: () => void): () => void {
  const again = (): void => void look(changed);
  again();
  window.addEventListener("online", again);
  window.addEventListener("offline", again);
  // Where there never was a network, no event tells that the service has gone or come back
  const timer = window.setInterval(() => !navigator.onLine && again(), AGAIN_MS);
  return () => {
    window.clearInterval(timer);
    window.removeEventListener("online", again);
    window.removeEventListener("offline", again);
  };
}
