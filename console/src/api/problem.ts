/** A refusal of the API (RFC 9457 with a stable code and both languages), or that it could not be reached at all. */
import type { components } from "./schema";

export type ProblemDocument = components["schemas"]["Problem"];

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(document: Pick<ProblemDocument, "status" | "code" | "zh" | "en"> & { details?: Record<string, unknown> }) {
    super(document.en);
    this.status = document.status;
    this.code = document.code;
    this.zh = document.zh;
    this.en = document.en;
    this.details = document.details ?? {};
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "offline",
    zh: "连不上服务: 请检查网络, 或稍后再试",
    en: "the service cannot be reached: check the network, or try again later",
  });
}

/** What a failed answer says; an answer that is no problem document is said to be that. */
export function problemOf(status: number, body: unknown): ApiProblem {
  if (typeof body === "object" && body !== null && "code" in body && "zh" in body && "en" in body) {
    return new ApiProblem(body as ProblemDocument);
  }
  return new ApiProblem({
    status,
    code: `http-${status}`,
    zh: `服务以状态 ${status} 作答, 未说明原因`,
    en: `the service answered with status ${status} and gave no reason`,
  });
}
