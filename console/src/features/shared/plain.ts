/**
 * Text that others wrote, with what the eye cannot see made visible: characters that turn the direction of writing, take no
 * width, or control a terminal. A name shown so cannot pass for another.
 */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

export const plain = (text: string): string =>
  text.replace(UNSEEN, (one) => `‹U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`);
