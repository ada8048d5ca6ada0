import { isUtf8 } from "node:buffer";
import { lookAtRow, type Looked } from "./conversation";
import { quote } from "./describe";
import { finding, type Finding } from "./finding";
import { loneSurrogate } from "./lone-surrogate";
import { repeatedName } from "./repeated-name";

/** The longest row that is looked into, in bytes; a row is a conversation, not a file. */
export const longestRow = 64 * 1024 * 1024;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

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
  const expected = "UTF-8 without byte order mark";
  const mark = finding("encoding", "row", expected, "the bytes EF BB BF");
  return { findings: [mark, ...lookAtBytes(bytes.subarray(3)).findings] };
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
    findings.push(finding("encoding", path, expected, "half of a surrogate pair (\\ud800 to \\udfff)"));
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
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  if (position === undefined) return `${quote(trimmed)}, which ends too early`;
  const at = Number(position);
  return at < 20 ? quote(trimmed) : `${quote(text.slice(at))} at column ${at + 1}`;
}
