import { diskReason } from "../disk-error";
import { SplitError } from "../split/split";
import { badLine } from "./bad-line";
import { PrepareError } from "./prepare-error";

/**
 * What went wrong in words for people; other errors stay as they are.
 * @param source names the rows in the message
 * @param paths of the files that were read
 */
export async function explainFailure(
  error: unknown,
  source: string,
  folder: string,
  paths: readonly string[] = [],
): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof PrepareError) return error;
  if (error instanceof SplitError)
    return new PrepareError(`cannot split the rows of ${source}: ${error.message}`);
  const say = (line: string) => new PrepareError(line, { cause: error });
  const { message } = error;
  const reason = diskReason(error);
  if (reason !== undefined)
    return say(`cannot write in '${folder}': ${reason}; write elsewhere by --out`);
  if (!/^(Invalid|Conversion|Binder|IO|Out of Memory|Parser|Serialization|TProtocol)/.test(message))
    return error;
  for (const path of paths) {
    const line = await badLine(path).catch(() => undefined);
    if (line !== undefined) return say(`cannot read the rows of ${source}: ${line}`);
  }
  return say(`cannot read the rows of ${source}: ${readable(message)}`);
}

/** DuckDB's sentence without its kind and its advice for SQL. */
function readable(message: string): string {
  const [first = "", ...more] = message.split("\n").map((line) => line.trim());
  const said = first.replace(/^[\w ]+ Error: /, "");
  const line = /^CSV Error on Line: (\d+)/.exec(said)?.[1];
  const isReason = (text: string) => !/^(Original Line|Possible Solution|$)/.test(text);
  const reason = more.find(isReason) ?? "";
  // it counts other lines of a row that is too long
  if (reason.startsWith("Maximum line size")) return "a row is longer than 2,000,000 bytes";
  if (line !== undefined) return `line ${line}: ${reason}`;
  return said.startsWith("Error when sniffing") ? `it is no CSV that can be told: ${reason}` : said;
}
