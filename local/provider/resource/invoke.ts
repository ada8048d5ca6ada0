import type { ArmClient } from "../azure/arm-client";
import { claimsOf, type TokenSource } from "../azure/credential";
import type { Cloud } from "../azure/cloud";
import type { Settings } from "../configure";
import type { ListFunction, TypeRow } from "../types/row";
import { functionResult } from "../types/shapes";
import { listFunctions, rows } from "../types/table";
import { sdkNames } from "../types/wire";
import { isText, present, type JsonObject } from "../value";
import { messageOf, success } from "./crud";
import { outputsOf, readObject } from "./outputs";
import { resourcePath } from "./paths";

export interface InvokeContext {
  readonly settings: Settings;
  readonly cloud: Cloud;
  readonly tokens: TokenSource;
  readonly client: ArmClient;
  readonly signal: AbortSignal;
}

/** Answers a function of azure-native by its token. An unknown one is an error that names it. */
export async function invoke(
  token: string,
  args: JsonObject,
  context: InvokeContext,
): Promise<JsonObject> {
  const name = token.replace(/^azure-native:/, "");
  if (name === "authorization:getClientConfig") return clientConfig(context);
  if (name === "authorization:getClientToken") return clientToken(args, context);
  const list = listFunctions.find((row) => row.token === name);
  const of = list?.of ?? name.replace(":get", ":");
  const row = rows.find((candidate) => candidate.token === of);
  if (!row) throw new Error(`the local stand-in for azure-native has no function '${token}'`);
  const path = resourcePath(row.path, args, context.settings.subscriptionId);
  return list ? post(list, row, path, args, context) : get(row, path, context);
}

async function get(row: TypeRow, path: string, context: InvokeContext): Promise<JsonObject> {
  const request = { method: "GET", path, apiVersion: row.apiVersion };
  return outputsOf(row, await answered(request, path, context));
}

async function post(
  list: ListFunction,
  row: TypeRow,
  resource: string,
  args: JsonObject,
  context: InvokeContext,
): Promise<JsonObject> {
  const path = `${resource}/${list.action}`;
  const query: Record<string, string> = {};
  for (const [argument, name] of Object.entries(list.query ?? {})) {
    const value = args[argument];
    if (isText(value)) query[name] = value;
  }
  const request = { method: "POST", path, apiVersion: row.apiVersion, query, body: {} };
  const answer = await answered(request, path, context);
  return readObject(functionResult(list.token), "out", answer, sdkNames);
}

async function answered(
  request: Parameters<ArmClient["request"]>[0],
  path: string,
  { client, signal }: InvokeContext,
): Promise<JsonObject> {
  try {
    return success(await client.request(request, signal), [200, 201]);
  } catch (error) {
    throw new Error(`request failed ${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function clientConfig({
  settings,
  cloud,
  tokens,
  signal,
}: InvokeContext): Promise<JsonObject> {
  const claims = claimsOf(await tokens.token(cloud.graphAudience, signal));
  return present([
    ["clientId", claims.appid],
    ["objectId", claims.oid],
    ["subscriptionId", settings.subscriptionId],
    ["tenantId", claims.tid],
  ]);
}

async function clientToken(args: JsonObject, context: InvokeContext): Promise<JsonObject> {
  const endpoint = isText(args.endpoint) ? args.endpoint : context.cloud.armAudience;
  return { token: await context.tokens.token(endpoint, context.signal) };
}
