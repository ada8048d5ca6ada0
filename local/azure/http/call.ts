import { AzureError } from "./azure-error";
import type { Caller } from "./caller";
import type { Call } from "./route";

/** Bytes of a body that ARM takes: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
const bodyLimit = 4 * 1024 * 1024;

const json = "application/json";

function tooLarge(): AzureError {
  return new AzureError(
    413,
    "RequestContentTooLarge",
    "The request content size exceeds the maximum size of 4 MB.",
  );
}

function checkMediaType({ method, headers }: RequestCall): void {
  const type = headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  const known = method === "PATCH" ? [json, "application/merge-patch+json"] : [json];
  if (known.includes(type.toLowerCase())) return;
  throw new AzureError(
    415,
    "UnsupportedMediaType",
    `The content media type '${type === "" ? "<null>" : type}' is not supported. Only '${json}' is supported.`,
  );
}

/** A call whose body is read at most once, and kept for the request log. */
export class RequestCall implements Call {
  readonly method: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  params: Readonly<Record<string, string>> = {};
  caller: Caller | undefined;
  isExpired = false;
  /** ARM looks at a body's content type, others do not here. */
  isManagement = false;
  /** The body's text, once somebody asked for it. */
  read: string | undefined;

  constructor(
    readonly request: Request,
    readonly url: URL,
  ) {
    this.method = request.method;
    this.headers = request.headers;
    this.query = url.searchParams;
  }

  async text(): Promise<string> {
    this.read ??= await this.#readBody();
    return this.read;
  }

  async #readBody(): Promise<string> {
    const parts: Uint8Array[] = [];
    let size = 0;
    // To the end also when it is too large: a client that still writes would not read the answer.
    const body: ReadableStream<Uint8Array> | null = this.request.body;
    for await (const part of body ?? []) {
      size += part.byteLength;
      if (size <= bodyLimit) parts.push(part);
    }
    if (size > bodyLimit) throw tooLarge();
    return Buffer.concat(parts).toString("utf8");
  }

  async json(): Promise<unknown> {
    const text = await this.text();
    if (this.isManagement && text !== "") checkMediaType(this);
    try {
      return JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch {
      throw new AzureError(
        400,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: it is no JSON.",
      );
    }
  }
}
