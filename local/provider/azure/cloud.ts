import { isObject, isText, objectOr } from "../value";
import { jsonOf, type Transport } from "./transport";

/** The hosts and audiences of a cloud, from its own endpoints document. */
export interface Cloud {
  /** Without a slash at the end. */
  readonly armUrl: string;
  readonly armAudience: string;
  readonly loginUrl: string;
  readonly graphAudience: string;
}

/**
 * Reads `/metadata/endpoints` of a host (`https` unless it names a scheme). No retries, as in the real
 * plugin: an unreachable cloud is an error at once.
 */
export async function discoverCloud(
  metadataHost: string,
  send: Transport,
  signal: AbortSignal,
): Promise<Cloud> {
  const host = metadataHost.includes("://") ? metadataHost : `https://${metadataHost}`;
  const url = `${host.replace(/\/$/, "")}/metadata/endpoints?api-version=2022-09-01`;
  const response = await send({ method: "GET", url }, signal).catch((error: unknown) => {
    throw new Error(`cannot read the cloud's endpoints from ${url}: ${String(error)}`);
  });
  if (response.status !== 200)
    throw new Error(`cannot read the cloud's endpoints from ${url}: status ${response.status}`);
  const body = jsonOf(response);
  const authentication = objectOr(isObject(body) ? body.authentication : undefined);
  const audiences = authentication.audiences;
  const found = {
    resourceManager: isObject(body) ? body.resourceManager : undefined,
    "authentication.loginEndpoint": authentication.loginEndpoint,
    "authentication.audiences[0]": Array.isArray(audiences) ? audiences[0] : undefined,
  };
  const [armUrl, loginUrl, armAudience] = Object.entries(found).map(([name, value]) => {
    if (!isText(value)) throw new Error(`the cloud's endpoints at ${url} lack '${name}'`);
    return value;
  });
  const graph = isObject(body) ? body.microsoftGraphResourceId : undefined;
  return {
    armUrl: trimmed(armUrl),
    loginUrl: trimmed(loginUrl),
    armAudience: armAudience ?? "",
    graphAudience: isText(graph) ? graph : "https://graph.microsoft.com/",
  };
}

function trimmed(url = ""): string {
  return url.replace(/\/+$/, "");
}
