import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopAzure } from "../local/azure-process";
import { type LocalStack, openStack } from "../local/stack";
import { removeState, type StateFiles, stateFiles } from "../local/state-folder";

/** Runs with a stack of its own on a local Azure of its own; both are gone afterwards. */
export async function withStack<T>(
  timing: { readonly speed?: string; readonly latency?: string },
  work: (stack: LocalStack, files: StateFiles) => Promise<T>,
): Promise<T> {
  const files = stateFiles(mkdtempSync(join(tmpdir(), "bench-")));
  try {
    return await work(await openStack(files, timing, () => undefined), files);
  } finally {
    await stopAzure(files);
    removeState(files);
  }
}
