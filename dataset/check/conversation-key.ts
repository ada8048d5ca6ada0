import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Message, Role } from "./conversation";

/** Words of a key: three that are the same for conversations that differ in case and white space only, and one of the exact text. */
export const keyWords = 4;

/** Before each message; no byte of UTF-8, so that no content can be taken for the border of a message. */
const marks: Readonly<Record<Role, number>> = { system: 0xfd, user: 0xfe, assistant: 0xff };

/** White space behind ASCII: left out before the bytes are looked at. */
const wideSpace = /[^\S\t-\r ]+/g;
const wideSpaces = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter(
  (sign) => new RegExp(wideSpace).test(sign),
);

/** By byte: the byte in lower case, and 256 added when it is kept. */
const plainOf = Uint16Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return byte;
  return (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) | 0x100;
});

const digest = Buffer.alloc(32);
let exact = Buffer.allocUnsafe(1 << 16);
let plain = Buffer.allocUnsafe(1 << 16);

/**
 * Key of a conversation: roles and contents, nothing else of the row. 96 bits of SHA-256 over the text in lower case
 * without white space, then CRC-32 of the exact text. Among 10 million rows two different conversations share the 96 bits with
 * a chance of 1 in 10 ** 15; the 32 bits only tell apart what is the same but for case and white space.
 */
export function conversationKey(messages: readonly Message[]): [number, number, number, number] {
  let width = 0;
  let exactSum = 0;
  for (const { role, content } of messages) {
    reserve(width, content.length);
    exact[0] = plain[width] = marks[role];
    const length = 1 + exact.write(content, 1, "utf8");
    exactSum = crc32(exact.subarray(0, length), exactSum);
    const isAscii = length === 1 + content.length;
    const end = isAscii ? length : 1 + exact.write(withoutWide(content), 1, "utf8");
    width = copyPlain(end, width + 1);
  }
  // A text, because a buffer of each row would stay outside V8's heap until that is next cleaned.
  digest.write(hash("sha256", plain.subarray(0, width), "binary"), "binary");
  return [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), exactSum];
}

function withoutWide(text: string): string {
  const lower = text.toLowerCase();
  // A few searches for one sign each are faster than the expression, which is rarely needed.
  const isWide = wideSpaces.some((sign) => lower.includes(sign));
  return isWide ? lower.replaceAll(wideSpace, "") : lower;
}

// Branches in here would double the time of a check.
function copyPlain(end: number, start: number): number {
  const from = exact;
  const to = plain;
  let width = start;
  for (let at = 1; at < end; at += 1) {
    const byte = plainOf[from[at] ?? 0] ?? 0;
    to[width] = byte;
    width += byte >> 8;
  }
  return width;
}

/** Room for one more message; lower case can be three times as long as its text, and UTF-8 has up to 3 bytes for a code unit. */
function reserve(width: number, length: number): void {
  const most = 2 + length * 9;
  if (exact.length < most) exact = Buffer.allocUnsafe(most);
  if (plain.length >= width + most) return;
  const larger = Buffer.allocUnsafe(2 * (width + most));
  plain.copy(larger, 0, 0, width);
  plain = larger;
}
