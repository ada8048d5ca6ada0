/** How every command ends that cannot do what was asked: the message without a stack, exit code 1. */
export function printError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
