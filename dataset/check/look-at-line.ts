import { isUtf8 } from "node:buffer";
import { lookAtRow, type Looked } from "./conversation";
import { quote } from "./describe";
import { finding, type Finding } from "./finding";
import { loneSurrogate } from "./lone-surrogate";
import { repeatedName } from "./repeated-name";

/** The longest row that is looked into, in bytes; a row is a conversation, not a file. */
export const longestRow = 64 * 1024 * 1024;

export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const markFound = "the bytes EF BB BF";

/** Whether it is only the byte order mark that is wrong. */
export const isMark = ({ kind, found }: Finding): boolean =>
  kind === "encoding" && found === markFound;

/**
 * A line of a JSON Lines file. A carriage return at its end is white space to JSON. A byte order mark is an error:
 * Python's reader fails on it.
 * @param bytes without the line feed; undefined when the line is longer than the longest row
 */
export function lookAtLine(bytes: Buffer | undefined, isFirst: boolean): Looked {
  if (bytes === undefined) {
    const expected = `at most ${longestRow / 1024 / 1024} MiB long`;
    return { findings: [finding("json", "row", expected, "a longer line")] };
  }
  if (!isFirst || !bytes.subarray(0, 3).equals(byteOrderMark)) return lookAtBytes(bytes);
  const mark = finding("encoding", "row", "UTF-8 without byte order mark", markFound);
  const { messages, findings } = lookAtBytes(bytes.subarray(3));
  // without the mark it is a row like others, and may be one of them
  return { findings: [mark, ...findings], ...(messages === undefined ? {} : { messages }) };
}

function lookAtBytes(bytes: Buffer): Looked {
  if (!isUtf8(bytes))
    return { findings: [finding("encoding", "row", "UTF-8 text", "other bytes")] };
  const text = bytes.toString();
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (error) {
    return { findings: [finding("json", "row", "a JSON object", unparsed(text, error))] };
  }
  const findings = textFindings(text, row);
  const looked = lookAtRow(row);
  return findings.length === 0 ? looked : { findings: [...findings, ...looked.findings] };
}

/** What JSON allows and what comes after it does not. */
function textFindings(text: string, row: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  const path = text.includes("\\u") ? loneSurrogate(row) : undefined;
  if (path !== undefined) {
    const expected = "text that UTF-8 can hold";
    findings.push(
      finding("encoding", path, expected, "half of a surrogate pair (\\ud800 to \\udfff)"),
    );
  }
  const name = repeatedName(text, row);
  if (name !== undefined) {
    const expected = "an object that has each name once";
    findings.push(finding("json", "row", expected, `the name ${quote(name)} twice`));
  }
  return findings;
}

function unparsed(text: string, error: unknown): string {
  const trimmed = text.trim();
  if (trimmed === "") return "an empty line";
  if (text.includes("\0")) return "NUL bytes";
  // V8 tells either a position or what stands around it.
  const message = error instanceof Error ? error.message : "";
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
  if (position >= 20) return `${quote(text.slice(position))} at column ${position + 1}`;
  const around = /, \.\.\."(.*)"(\.\.\.)? is not valid JSON$/su.exec(message)?.[1];
  if (around !== undefined) return `… ${quote(around)}`;
  const isCut = message.includes("end of JSON input");
  return isCut ? `${quote(trimmed)}, which ends too early` : quote(trimmed);
}
