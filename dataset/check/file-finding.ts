import { closeSync, openSync, readSync, statSync } from "node:fs";
import { finding, type Finding } from "./finding";

/** First bytes of what is often given instead of JSON Lines, and what to do. */
const formats: readonly { readonly bytes: readonly number[]; readonly found: string }[] = [
  { bytes: [0x1f, 0x8b], found: "gzip (bytes 1F 8B): unpack it with 'gunzip'" },
  { bytes: [0x50, 0x4b, 0x03, 0x04], found: "a zip archive (bytes 50 4B): unpack it with 'unzip'" },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], found: "Zstandard (bytes 28 B5): unpack it with 'unzstd'" },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], found: "xz (bytes FD 37): unpack it with 'unxz'" },
  { bytes: [0x42, 0x5a, 0x68], found: "bzip2 (bytes 42 5A): unpack it with 'bunzip2'" },
  {
    bytes: [0x50, 0x41, 0x52, 0x31],
    found: "Parquet (bytes 50 41): 'npm run data' makes JSON Lines of it",
  },
];
/** With its mark, or with a first sign and a quote of two bytes each. */
const isUtf16 = (start: Buffer): boolean =>
  [0xfffe, 0xfeff].includes(start.readUInt16BE(0)) ||
  [0x7b002200, 0x007b0022].includes(start.readUInt32BE(0));

/** Why a file cannot be looked into, or undefined when it can. */
export function fileFinding(path: string): Finding | undefined {
  const wrong = (expected: string, found: string) => finding("file", "file", expected, found);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return wrong("an existing file", "nothing");
  if (stat.isDirectory()) return wrong("a file", "a folder");
  if (!stat.isFile()) return wrong("a file on a disk", "a device or pipe");
  if (stat.size === 0) return wrong("JSON Lines with at least one row", "an empty file");
  let start: Buffer;
  try {
    start = firstBytes(path);
  } catch (error) {
    return wrong("a file that can be read", (error as NodeJS.ErrnoException).code ?? "an error");
  }
  const format = formats.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  if (format !== undefined) return wrong("JSON Lines as plain text", format.found);
  if (isUtf16(start))
    return wrong(
      "UTF-8 text",
      "UTF-16: convert it with 'iconv --from-code UTF-16 --to-code UTF-8'",
    );
  // The trainer's loader goes by the name.
  return path.endsWith(".gz")
    ? wrong("named for what is in it", "plain text under a name that ends with '.gz'")
    : undefined;
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, bytes.length, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}
