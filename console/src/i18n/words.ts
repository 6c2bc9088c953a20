/** Words of a page that is loaded when it is opened: they are no part of the first page. */
import { useTexts } from ".";
import type { Both } from "./both";

export function useWords<T>(words: Both<T>): T {
  return words[useTexts().language];
}
