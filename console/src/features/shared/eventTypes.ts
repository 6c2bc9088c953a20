/** Names of event types: the closed catalogue that the verifier reads too. */
import { EVENT_TYPES } from "../../verify/event.ts";
import { useTexts } from "../../i18n";

export function useEventType(): (type: string) => string {
  const { language } = useTexts();
  return (type) => EVENT_TYPES.get(type)?.[language] ?? type;
}

export const EVENT_TYPE_NAMES: readonly string[] = [...EVENT_TYPES.keys()];
