/** SM3 (GB/T 32905-2016). */
import { concat } from "./bytes.ts";

const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const rotate = (word: number, by: number): number => (word << (by % 32)) | (word >>> (32 - (by % 32)));
const p0 = (x: number): number => x ^ rotate(x, 9) ^ rotate(x, 17);
const p1 = (x: number): number => x ^ rotate(x, 15) ^ rotate(x, 23);

/** Digest of 32 bytes. */
export function sm3(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const view = new DataView(padded.buffer);
  let state = START;
  for (let at = 0; at < padded.length; at += 64) state = compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setUint32(4 * at, word));
  return new Uint8Array(digest.buffer);
}

function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(concat(message, Uint8Array.of(0x80)));
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return padded;
}

function expand(block: DataView, offset: number): number[] {
  const words = Array.from({ length: 16 }, (_, at) => block.getUint32(offset + 4 * at));
  const w = (at: number): number => words[at] ?? 0;
  for (let j = 16; j < 68; j += 1) {
    words.push(p1(w(j - 16) ^ w(j - 9) ^ rotate(w(j - 3), 15)) ^ rotate(w(j - 13), 7) ^ w(j - 6));
  }
  return words;
}

function compress(state: number[], block: DataView, offset: number): number[] {
  const words = expand(block, offset);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let j = 0; j < 64; j += 1) {
    const early = j < 16;
    const ss1 = rotate((rotate(a, 12) + e + rotate(early ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ rotate(a, 12)) + ((words[j] ?? 0) ^ (words[j + 4] ?? 0))) | 0;
    const tt2 = (gg + h + ss1 + (words[j] ?? 0)) | 0;
    [d, c, b, a] = [c, rotate(b, 9), a, tt1];
    [h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => word ^ (state[at] ?? 0));
}
