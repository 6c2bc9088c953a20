import { useEffect, useState } from "react";

const PAUSE_MS = 350;

/** The value once it has stood still for a moment: a question is asked when its writer pauses. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}
