import type { ErrorDetail, ErrorParts, RequestLine } from "./errors";
import { AzureError } from "./errors";

/** The answer to a HEAD has no body: storage then tells the code in a header. */
function fallbackCode({ status, headers }: Answered): string {
  return headers["x-ms-error-code"] ?? `Http${status}`;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The error that an answer tells: ARM's `{error: {code, message, target, details, additionalInfo}}`, the OAuth-like
 * `{error: "code", error_description}`, the flat `{code, message}`, ASP.NET's `{title, errors}`, or bare text.
 * Shapes: Azure/azure-resource-manager-rpc `common-api-details.md`, "Error response content".
 */
export function errorFrom(answer: Answered, request: RequestLine): AzureError {
  return new AzureError({
    ...read(answer.body, fallbackCode(answer)),
    status: answer.status,
    headers: answer.headers,
    request,
    correlationId: correlationOf(answer),
  });
}

function read(
  body: unknown,
  fallback: string,
): Pick<ErrorParts, "code" | "message" | "target" | "details"> {
  if (typeof body === "string" && body.trim() !== "") {
    return fromXml(body) ?? { code: fallback, message: body.slice(0, 2000) };
  }
  if (!isObject(body)) return { code: fallback, message: "the answer has no text" };
  if (typeof body.error === "string") {
    return {
      code: body.error,
      message: text(body.error_description) ?? text(body.message) ?? body.error,
    };
  }
  const error = isObject(body.error) ? body.error : body;
  const message = text(error.message) ?? text(error.title) ?? JSON.stringify(error).slice(0, 2000);
  const target = text(error.target);
  return {
    code: text(error.code) ?? fallback,
    message,
    target,
    details: [...detailsOf(error), ...unpack(message), ...validation(error)],
  };
}

function detailsOf(error: Json): ErrorDetail[] {
  const nested: unknown[] = Array.isArray(error.details) ? error.details : [];
  const inner = [error.innererror, error.innerError].filter(
    (one) => isObject(one) && text(one.message),
  );
  return [...nested, ...inner].filter(isObject).flatMap((one) => {
    const message = text(one.message) ?? "";
    const target = text(one.target);
    const detail = { code: text(one.code) ?? "Detail", message, ...(target ? { target } : {}) };
    // The useful text of a quota error is JSON inside this string; it says more than the string around it.
    const unpacked = unpack(message);
    return [
      ...(unpacked.length > 0 ? unpacked.map((u) => ({ ...u, code: detail.code })) : [detail]),
      ...detailsOf(one),
    ];
  });
}

/** `…, error detail: {"errors":{"VmSize":["Not enough quota …"]},…}` → its texts (MicrosoftLearning/mslearn-azure-ml#30). */
function unpack(message: string): ErrorDetail[] {
  const start = message.indexOf("{");
  const end = message.lastIndexOf("}");
  if (start < 0 || end < start) return [];
  let inner: unknown;
  try {
    inner = JSON.parse(message.slice(start, end + 1));
  } catch {
    return [];
  }
  if (!isObject(inner)) return [];
  const listed = validation(inner);
  if (listed.length > 0) return listed;
  const error = isObject(inner.error) ? inner.error : inner;
  const told = text(error.message);
  return told ? [{ code: text(error.code) ?? "Detail", message: told }, ...detailsOf(error)] : [];
}

/** ASP.NET's problem details: `{errors: {field: [text]}}`. */
function validation(error: Json): ErrorDetail[] {
  if (!isObject(error.errors)) return [];
  return Object.entries(error.errors).flatMap(([field, texts]) =>
    (Array.isArray(texts) ? texts : [texts])
      .filter((one): one is string => typeof one === "string")
      .map((message) => ({ code: field, message, target: field })),
  );
}

/** Storage answers in XML: `<Error><Code>…</Code><Message>…</Message></Error>`. */
function fromXml(body: string): { code: string; message: string } | undefined {
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  return code ? { code, message: message ?? code } : undefined;
}

function correlationOf({ headers, body }: Answered): string | undefined {
  const header = headers["x-ms-correlation-request-id"] ?? headers["x-ms-request-id"];
  if (header) return header;
  const error = isObject(body) && isObject(body.error) ? body.error : body;
  if (!isObject(error)) return undefined;
  const fromInfo = (Array.isArray(error.additionalInfo) ? error.additionalInfo : [])
    .filter(isObject)
    .find((info) => info.type === "Correlation")?.info;
  const value: unknown = isObject(fromInfo) ? fromInfo.value : undefined;
  return isObject(value) ? (text(value.request) ?? text(value.operation)) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
