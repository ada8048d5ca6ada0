import type { CloudConfig } from "../state";
import type { Target } from "./blob-operation";
import { StorageError } from "./storage-error";

type Config = Pick<CloudConfig, "url" | "suffixes">;

/** `https://localhost:PORT/ACCOUNT/`, what ARM says as `primaryEndpoints.blob`. */
export function accountAddress(account: string, { url }: Config): string {
  return `${url}/${account}/`;
}

/** The account in a host name `ACCOUNT.blob.SUFFIX`, which some clients build themselves. */
export function accountOfHost(host: string, { suffixes }: Config): string | undefined {
  const end = `.blob.${suffixes.storage}`;
  const name = host.toLowerCase();
  return name.endsWith(end) ? name.slice(0, -end.length) : undefined;
}

/** The path by which the router finds the blob service: with the account in front, also where the host names it. */
export function routedPath(url: URL, config: Config): string {
  const account = accountOfHost(url.hostname, config);
  return account === undefined ? url.pathname : `/${account}${url.pathname}`;
}

/** What a URL points to, and its path inside the account as sent. */
export function readPath(url: URL, config: Config): { target: Target; innerPath: string } {
  const whole = routedPath(url, config);
  const [, account = "", container = "", ...rest] = whole.split("/");
  const blob = rest.join("/");
  return {
    target: {
      account: account.toLowerCase(),
      container: container === "" ? undefined : decode(container),
      blob: blob === "" ? undefined : decode(blob),
    },
    innerPath: whole.slice(account.length + 1) || "/",
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new StorageError(
      400,
      "InvalidUri",
      "The requested URI does not represent any resource on the server.",
    );
  }
}
