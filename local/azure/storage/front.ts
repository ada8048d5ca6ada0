import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import type { Call } from "../http/route";
import { accountAddress, readPath } from "./address";
import { authorize, expired } from "./authorize";
import type { BlobRequest } from "./rights";
import { operationOf } from "./blob-operation";
import { checkOverwrite } from "./overwrite";
import { sasAnswerHeaders, sasNames } from "./sas";
import { resourceNotFound, serverName, StorageError } from "./storage-error";
import { settleCondition } from "./uncommitted";
import { issueUserDelegationKey } from "./user-delegation-key";

const storageAccountType = "Microsoft.Storage/storageAccounts";

/** The storage account of a name; names are unique in all of Azure. */
export function findAccount(cloud: Cloud, name: string): Resource | undefined {
  return cloud.resources.list(storageAccountType).find((account) => account.name === name);
}

/** The blob service of all accounts: checks the caller, then hands over to Azurite. */
export async function blobFront(call: Call, cloud: Cloud): Promise<Response> {
  const requestId = randomUUID();
  try {
    return await answer(call, cloud);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    await discard(call);
    return error.response(call.method, requestId);
  }
}

/** Reads a refused body to its end: a client that still sends would see a cut connection, not the answer. */
async function discard({ request }: Call): Promise<void> {
  if (request.bodyUsed) return;
  await request.body?.pipeTo(new WritableStream()).catch(() => undefined);
}

async function answer(call: Call, cloud: Cloud): Promise<Response> {
  const { method, headers, query, url } = call;
  const { target, innerPath } = readPath(url, cloud.config);
  const account = findAccount(cloud, target.account);
  if (account === undefined) throw unknownAccount(call);
  if (call.isExpired) throw expired(headers, cloud);
  const operation = operationOf(method, target, query, headers);
  const rawQuery = url.search.slice(1);
  const rawPath = url.pathname;
  const request = { method, rawPath, rawQuery, query, headers, target, operation };
  const caller = await authorize(request, account, cloud);
  if (operation.name === "GetUserDelegationKey" && caller !== undefined)
    return issueUserDelegationKey(await call.text(), caller, {
      secret: cloud.config.signingSecret,
      account: target.account,
      version: headers.get("x-ms-version") ?? "",
      now: Date.now(),
    });
  refuseUnfit(request);
  await checkOverwrite(request, innerPath, cloud.blobs);
  const forwarded = forwardedHeaders(headers);
  await settleCondition(request, innerPath, forwarded, cloud.blobs);
  const answered = await cloud.blobs.forward(account.name, {
    method,
    path: innerPath,
    query: withoutCredential(rawQuery),
    headers: forwarded,
    body: call.request.body,
  });
  // ARM knows containers too.
  if (operation.name === "DeleteContainer" && answered.statusCode === 202)
    cloud.resources.delete(
      `${account.id}/blobServices/default/containers/${target.container ?? ""}`,
    );
  return await outward(answered, request, cloud);
}

/** Only clients of the blob service send these: others asked for a route that nobody has. */
function unknownAccount({ method, url, headers, query }: Call): Error {
  if (headers.has("x-ms-version") || query.has("sig") || url.hostname.includes(".blob."))
    return resourceNotFound();
  return new AzureError(
    501,
    "NotImplemented",
    `Local Azure does not emulate '${method} ${url.pathname}'.`,
  );
}

function refuseUnfit({ method, headers }: BlobRequest): void {
  if (method === "PUT" && !headers.has("content-length"))
    throw new StorageError(
      411,
      "MissingContentLengthHeader",
      "Content-Length HTTP header is required.",
    );
  if (headers.has("x-ms-blob-public-access"))
    throw new StorageError(
      409,
      "PublicAccessNotPermitted",
      "Public access is not permitted on this storage account.",
    );
}

function withoutCredential(rawQuery: string): string {
  return rawQuery
    .split("&")
    .filter((pair) => pair !== "" && !sasNames.has((pair.split("=")[0] ?? "").toLowerCase()))
    .join("&");
}

const hopHeaders = ["connection", "expect", "host", "keep-alive", "transfer-encoding", "te"];

function forwardedHeaders(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of [...hopHeaders, "authorization", "x-ms-date", "date"]) kept.delete(name);
  return kept;
}

/** Azurite's answer as the account's own. */
async function outward(
  answered: IncomingMessage,
  { method, query, operation, target, headers: asked }: BlobRequest,
  cloud: Cloud,
): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answered.headers))
    if (value !== undefined && !hopHeaders.includes(name)) headers.set(name, String(value));
  headers.set("server", serverName);
  const version = asked.get("x-ms-version");
  if (version !== null) headers.set("x-ms-version", version);
  const status = answered.statusCode ?? 500;
  if (status < 300)
    for (const [name, header] of Object.entries(sasAnswerHeaders)) {
      const value = query.get(name);
      if (value !== null) headers.set(header, value);
    }
  if (method === "HEAD" || status === 204 || status === 304) {
    answered.resume();
    return new Response(null, { status, headers });
  }
  if (operation.listing !== true && status < 300)
    return new Response(Readable.toWeb(answered) as ReadableStream<Uint8Array>, {
      status,
      headers,
    });
  const text = Buffer.concat(await answered.toArray()).toString("utf8");
  const address = accountAddress(target.account, cloud.config);
  headers.delete("content-length");
  return new Response(text.replace(/http:\/\/127\.0\.0\.1:\d+\/slot\d+\/?/g, address), {
    status,
    headers,
  });
}
