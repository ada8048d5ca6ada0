import { HubError } from "./hub-error";
import type { HubRequest } from "./types";

const publicHub = "https://huggingface.co";

/** The hub's address without a slash at its end. One that is empty counts as not set. @throws HubError when it is none */
export function endpointOf({ endpoint }: Pick<HubRequest, "endpoint">): string {
  const given = [endpoint, process.env.HF_ENDPOINT].map((address) => address?.trim() ?? "");
  const address = given.find((one) => one !== "") ?? publicHub;
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return address.replace(/\/+$/, "");
  throw new HubError(
    `the hub's address '${address}' is none: give HF_ENDPOINT a whole one, such as '${publicHub}', or leave it empty for just that`,
  );
}

/**
 * The hub's name as a folder of the cache. That of this machine has no port: a local hub listens on another one each time,
 * and what its files hold is told by their etags.
 */
export function folderName(endpoint: string): string {
  const { host, hostname } = new URL(endpoint);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return (isLoopback ? hostname : host).replace(/[^\w.-]/g, "_");
}

/** Where a request goes and as whom. @throws HubError for names, addresses and tokens that cannot be right */
export function accessOf(request: Pick<HubRequest, "dataset" | "endpoint" | "token">): {
  readonly endpoint: string;
  readonly token: string | undefined;
} {
  checkName(request.dataset);
  return { endpoint: endpointOf(request), token: tokenOf(request) };
}

function checkName(dataset: string): void {
  const isName = /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(dataset);
  if (!isName) throw new HubError(`'${dataset}' is no name of a data set: those are owner/name`);
}

function tokenOf({ token = process.env.HF_TOKEN }: Pick<HubRequest, "token">): string | undefined {
  const trimmed = token?.trim() ?? "";
  if (trimmed !== "" && !trimmed.startsWith("hf_"))
    throw new HubError("HF_TOKEN is no token of the hub: those begin with 'hf_'");
  return trimmed === "" ? undefined : trimmed;
}
