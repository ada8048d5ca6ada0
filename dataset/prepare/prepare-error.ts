import { diskReason } from "../disk-error";

/** What a person can act on: what was asked, what was found, what to do. Nothing was written. */
export class PrepareError extends Error {
  override readonly name = "PrepareError";
}

/**
 * What went wrong in words for people; other errors stay as they are.
 * @param source names the rows in the message
 */
export function explainFailure(error: unknown, source: string, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof PrepareError) return error;
  const say = (line: string) => new PrepareError(line, { cause: error });
  const { message } = error;
  const reason = diskReason(error);
  if (reason !== undefined)
    return say(`cannot write in '${folder}': ${reason}; write elsewhere by --out`);
  const said = message.split("\n")[0]?.trim() ?? "";
  if (/^(Invalid|Conversion|Binder|IO|Out of Memory|Parser|Serialization|TProtocol)/.test(message))
    return say(`cannot read the rows of ${source}: ${readable(said)}`);
  return error;
}

/** DuckDB's sentence without its kind; it counts lines from 2. */
function readable(said: string): string {
  const text = said.replace(/^[\w ]+ Error: /, "");
  return text.replace(/\bin line (\d+)/, (_, line: string) => `in line ${Number(line) - 1}`);
}
