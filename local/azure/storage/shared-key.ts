import { createHmac, timingSafeEqual } from "node:crypto";

/** What a SharedKey signature covers. https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
export interface SignedRequest {
  readonly method: string;
  /** Path as sent, percent-encoded. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly query: string;
  readonly headers: Headers;
}

type Compare = (a: string, b: string) => number;

const ordinal: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** Azure sorts header names as words: hyphens count last, an underscore before digits and letters. */
const asWords: Compare = (a, b) => {
  const weigh = (name: string): string => name.replaceAll("-", "").replaceAll("_", "!");
  return ordinal(weigh(a), weigh(b)) || ordinal(a, b);
};
/** As Azurite sorts. */
export const byLocale: Compare = (a, b) => a.localeCompare(b, "en-US");

const standardHeaders = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

function canonicalHeaders(headers: Headers, compare: Compare): string {
  return [...headers]
    .filter(([name]) => name.startsWith("x-ms-"))
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${name}:${value.trimStart()}\n`)
    .join("");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return text;
  }
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    });
  const byName = new Map<string, string[]>();
  for (const [name = "", value = ""] of pairs) {
    const key = decode(name).toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), decode(value)]);
  }
  return [...byName]
    .sort(([a], [b]) => ordinal(a, b))
    .map(([name, values]) => `\n${name}:${values.sort().join(",")}`)
    .join("");
}

function stringToSign(request: SignedRequest, account: string, compare: Compare): string {
  const lines = standardHeaders.map((name) => {
    const value = request.headers.get(name) ?? "";
    return name === "content-length" && value === "0" ? "" : value;
  });
  return (
    [request.method, ...lines].join("\n") +
    "\n" +
    canonicalHeaders(request.headers, compare) +
    `/${account}${request.path}${canonicalQuery(request.query)}`
  );
}

export function hmac(key: string, text: string): string {
  return createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64");
}

/** Whether two signatures are the same, in constant time. */
export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `Authorization` value of a request to Azurite. */
export function authorization(request: SignedRequest, account: string, key: string): string {
  return `SharedKey ${account}:${hmac(key, stringToSign(request, account, byLocale))}`;
}

/** Whether the signature is that of one of the keys. Clients sort the headers in one of two ways. */
export function isSignedBy(
  request: SignedRequest,
  account: string,
  keys: readonly string[],
  signature: string,
): boolean {
  return keys.some((key) =>
    [asWords, ordinal].some((compare) =>
      sameSignature(hmac(key, stringToSign(request, account, compare)), signature),
    ),
  );
}
