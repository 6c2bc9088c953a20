import { expect, test } from "vitest";
import { type Told, told } from "./sse";

function body(...parts: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(out) {
      for (const part of parts) out.enqueue(typeof part === "string" ? new TextEncoder().encode(part) : part);
      out.close();
    },
  });
}

async function all(stream: ReadableStream<Uint8Array>): Promise<Told[]> {
  const found: Told[] = [];
  for await (const one of told(stream)) found.push(one);
  return found;
}

const WHOLE = 'retry: 2000\n\nid: 7\nevent: raised\ndata: {"zh":"预警: 一"}\n\n: 9\n\nid: 10\nevent: closed\ndata: a\ndata: b\n\n';

test("a stream is read the same however its bytes are cut", async () => {
  const bytes = new TextEncoder().encode(WHOLE);
  const once = await all(body(WHOLE));
  for (const size of [1, 2, 3, 7, 20]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));
    expect(await all(body(...parts))).toEqual(once);
  }
  expect(once.map(({ id, event, data, comment }) => [id, event, data, comment])).toEqual([
    [null, "", "", null],
    ["7", "raised", '{"zh":"预警: 一"}', null],
    [null, "", "", "9"],
    ["10", "closed", "a\nb", null],
  ]);
});

test("what the end cuts off is not told", async () => {
  expect(await all(body("id: 1\ndata: x\n\nid: 2\ndata: y"))).toHaveLength(1);
});

test("a line that breaks is an error, after what came before it was told", async () => {
  let step = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(out) {
      step += 1;
      if (step === 1) out.enqueue(new TextEncoder().encode("id: 1\ndata: x\n\n"));
      else out.error(new TypeError("network error"));
    },
  });
  const found: Told[] = [];
  const read = async (): Promise<void> => {
    for await (const one of told(stream)) found.push(one);
  };
  await expect(read()).rejects.toThrow("network error");
  expect(found.map(({ id }) => id)).toEqual(["1"]);
});
