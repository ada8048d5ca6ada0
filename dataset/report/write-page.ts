import { stat, writeFile } from "node:fs/promises";
import { diskReason } from "../disk-error";
import { makeWhole } from "../whole-file";

/**
 * Writes a page; an interrupted run leaves the old one or the new one.
 * @throws Error that says why it cannot be written and what to do
 */
export async function writePage(file: string, text: string): Promise<void> {
  try {
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error("it is a folder");
    await makeWhole(file, (temporary) => writeFile(temporary, text, "utf8"));
  } catch (error) {
    throw new Error(`cannot write '${file}': ${reasonOf(error)}; name another file by --out`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return diskReason(error) ?? (code === "ENOENT" ? "there is no such folder" : message);
}
