import { redact } from "./redact";

/** The error of a run (azure-ai-ml `_restclient/runhistory`, `RootError`). */
export interface RunError {
  readonly code?: string | null;
  readonly message?: string | null;
  readonly messageParameters?: Readonly<Record<string, string>> | null;
  readonly referenceCode?: string | null;
  readonly details?: readonly RunError[] | null;
  readonly innerError?: RunError | null;
}

/** Why a job failed; all texts redacted. */
export interface RunFailure {
  /** The run that the error belongs to. */
  readonly runId: string;
  /** Name of the failed step; absent when the job failed as a whole. */
  readonly step?: string;
  readonly code: string;
  readonly message: string;
  readonly logName?: string;
  readonly logTail?: string;
}

/** The innermost code, the outermost words, then the details that add something. */
export function failureText(
  error: RunError | null | undefined,
): Pick<RunFailure, "code" | "message"> {
  if (!error) return { code: "Unknown", message: "the service gives no reason" };
  const texts: string[] = [];
  let code = error.code ?? "Unknown";
  for (const one of all(error)) {
    if (one.message && !texts.some((text) => text.includes(one.message ?? "")))
      texts.push(one.message);
  }
  for (let inner = error.innerError; inner; inner = inner.innerError) code = inner.code ?? code;
  return { code, message: redact(texts.join("\n  ")) || "the service gives no reason" };
}

function all(error: RunError): RunError[] {
  return [error, ...(error.details ?? []).flatMap(all)];
}

// What the step itself wrote comes first (azure-ai-ml `constants/_job/job.py`, JobLogPattern), rank 0 of several.
const preferred = [
  /user_logs\/std_log[\D]*[0]*(?:_ps)?\.txt$/,
  /user_logs\/.*\.txt$/,
  /azureml-logs\/70_driver_log.*\.txt$/,
  /logs\/azureml\/executionlogs\.txt$/,
  /\.(?:txt|log)$/,
];

/** The log that tells most about a failure. */
export function logName(names: readonly string[]): string | undefined {
  return preferred
    .map((form) => names.find((name) => form.test(name)))
    .find((name) => name !== undefined);
}
