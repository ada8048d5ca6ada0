import { redact, redactUrl } from "./redact";

/** Which request an error belongs to; the URL is redacted. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/** One entry of `error.details`. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/** What an error consists of, before it is thrown. */
export interface ErrorParts {
  /** HTTP status; for a failed long-running operation that of the poll, 200. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly target?: string | undefined;
  readonly details?: readonly ErrorDetail[];
  readonly correlationId?: string | undefined;
  readonly request: RequestLine;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Azure refused: its own code and words, with all details, and the correlation id that support asks for. */
export class AzureError extends Error {
  override readonly name: string = "AzureError";
  readonly status: number;
  readonly code: string;
  /** The first sentence only, without details. */
  readonly summary: string;
  readonly target?: string;
  readonly details: readonly ErrorDetail[];
  readonly correlationId?: string;
  readonly request: RequestLine;
  /** Headers of the answer that explain it (`x-ms-*`, `ms-azureml-*`, `retry-after`), lower case. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(parts: ErrorParts) {
    const details = (parts.details ?? []).map((detail) => ({
      ...detail,
      message: redact(detail.message),
    }));
    super(describe({ ...parts, message: redact(parts.message), details }));
    this.status = parts.status;
    this.code = parts.code;
    this.summary = redact(parts.message);
    if (parts.target) this.target = parts.target;
    this.details = details;
    if (parts.correlationId) this.correlationId = parts.correlationId;
    this.request = { method: parts.request.method, url: redactUrl(parts.request.url) };
    // An error may be printed whole: it keeps only headers that never hold a secret.
    this.headers = Object.fromEntries(
      Object.entries(parts.headers ?? {}).filter(([name]) =>
        /^(retry-after|date|x-ms-|ms-azureml-)/.test(name),
      ),
    );
  }
}

function describe(parts: ErrorParts): string {
  const told = [parts.message];
  for (const detail of parts.details ?? []) {
    if (told.some((line) => line.includes(detail.message))) continue;
    told.push(`${detail.code}: ${detail.message}`);
  }
  const id = parts.correlationId ? `, correlation id ${parts.correlationId}` : "";
  const where = `${parts.request.method} ${redactUrl(parts.request.url)}`;
  return `${parts.code}: ${told.join("\n  ")}\n  (${where} -> ${parts.status}${id})`;
}

/** No answer at all: name not found, refused, cut off or silent until the timeout, also after the retries. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly request: RequestLine;

  constructor(
    request: RequestLine,
    /** Node's or the pipeline's code, e.g. `ECONNREFUSED`. */
    readonly code: string,
    tries: number,
    cause: unknown,
  ) {
    const { host } = new URL(request.url);
    const times = tries === 1 ? "" : ` after ${tries} tries`;
    super(
      `no answer from '${host}' (${code})${times} to ${request.method} ${redactUrl(request.url)}; check the network, HTTPS_PROXY and NO_PROXY, and the cloud that ARM_ENVIRONMENT or ARM_METADATA_HOSTNAME names`,
      { cause },
    );
    this.request = { method: request.method, url: redactUrl(request.url) };
  }
}

/** Whether the error is Azure's, with this status and this code (any case) where they are given. */
export function isAzureError(error: unknown, status?: number, code?: string): error is AzureError {
  return (
    error instanceof AzureError &&
    (status === undefined || error.status === status) &&
    (code === undefined || codes(error).includes(code.toLowerCase()))
  );
}

function codes(error: AzureError): string[] {
  return [error.code, ...error.details.map((detail) => detail.code)].map((c) => c.toLowerCase());
}
