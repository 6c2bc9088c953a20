/** The API client, typed by the service's own OpenAPI document. The session's token lives in this module only. */
import createClient from "openapi-fetch";
import { ApiProblem, problemOf, unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];

let token: string | null = null;
let language = "zh-CN";
let ended: () => void = () => {};

export const api = createClient<paths>({ baseUrl: window.location.origin });

api.use({
  onRequest({ request }) {
    if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    request.headers.set("accept-language", language);
    return request;
  },
  onError: () => unreachable(),
});

export function setToken(value: string | null): void {
  token = value;
}

export function setLanguage(value: string): void {
  language = value;
}

/** `listener` learns that the service no longer knows the session. */
export function onSessionEnded(listener: () => void): void {
  ended = listener;
}

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws ApiProblem. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = error instanceof ApiProblem ? error : problemOf(response.status, error);
  if (problem.status === 401 && token !== null) {
    token = null;
    ended();
  }
  throw problem;
}
