/** Server-sent events (WHATWG HTML §9.2) read from a body: EventSource could send no Authorization header. */

export interface Told {
  /** Empty for a comment. */
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
  readonly comment: string | null;
}

const BLANK = { event: "", data: "", id: null, comment: null };

/** What the stream tells, in order; ends where the stream ends. A block that the end cuts off is not told. */
export async function* told(body: ReadableStream<Uint8Array>): AsyncGenerator<Told> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let kept = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      kept += decoder.decode(value, { stream: true });
      const blocks = kept.split(/\r\n\r\n|\n\n|\r\r/);
      kept = blocks.pop()!;
      yield* blocks.map(parse);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): Told {
  let found: Told = BLANK;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === "") found = { ...found, comment: value };
    else if (name === "data") data.push(value);
    else if (name === "event" || name === "id") found = { ...found, [name]: value };
  }
  return { ...found, data: data.join("\n") };
}
