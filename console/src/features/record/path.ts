/** The form of a type, after an event if there is one. */
export const recordPath = (type: string, after?: string): string => `/record/${type}${after ? `?after=${after}` : ""}`;
