import { isObject, isText } from "../value";
import { jsonOf, type HttpResponse } from "./transport";

/** An answer that is a failure, in azure-native's words: `Status=409 Code="…" Message="…"`. */
export class RequestFailed extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(readonly response: HttpResponse) {
    const code = codeOf(response);
    super(textOf(response, code));
    this.name = "RequestFailed";
    this.status = response.status;
    this.code = code;
  }
}

/** There is no token: another attempt would not change that. */
export class AuthenticationFailed extends Error {}

/** Azure's error code, from the header or the body. */
export function codeOf(response: HttpResponse): string | undefined {
  const header = response.headers["x-ms-error-code"];
  if (header) return header;
  const body = jsonOf(response);
  if (!isObject(body)) return undefined;
  const code = isObject(body.error) ? body.error.code : body.code;
  return isText(code) ? code : undefined;
}

function textOf(response: HttpResponse, code: string | undefined): string {
  const body = jsonOf(response);
  if (!isObject(body)) return longForm(response, code);
  const message = isObject(body.error) ? body.error.message : undefined;
  const shown = isText(message) ? message : response.text;
  return `Status=${response.status}${code ? ` Code="${code}"` : ""} Message="${shown}"`;
}

/** azcore's form, for answers that are not JSON. */
function longForm(response: HttpResponse, code: string | undefined): string {
  const line = "-".repeat(80);
  const { request, status, statusText, text } = response;
  return [
    `${request.method} ${request.url.replace(/\?.*$/, "")}`,
    line,
    `RESPONSE ${status}: ${status} ${statusText}`,
    code ? `ERROR CODE: ${code}` : "ERROR CODE UNAVAILABLE",
    line,
    text.trim() === "" ? "Response contained no body" : text,
    line,
    "",
  ].join("\n");
}
