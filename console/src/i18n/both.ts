/** The same words in both languages; a word that one of them lacks fails in the type check. */
export interface Both<T> {
  readonly zh: T;
  readonly en: T;
}

export function both<T>(zh: T, en: NoInfer<T>): Both<T> {
  return { zh, en };
}
