import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, workspacePath } from "./arm-paths";
import { durations } from "./durations";
import { endpointKeys, newKey, setKeys, setToken } from "./endpoint-records";
import { endpointOf } from "./endpoints";
import { userError } from "./errors";
import { anyCase, readBody, text } from "./read-body";

const regenerated = "machinelearning/key-regenerated";
const keyBody = z.looseObject({
  keyType: anyCase(["Primary", "Secondary"]),
  keyValue: z.string().nullish(),
});
/** Real seconds for which a token of the mode AMLToken works, and after which it should be renewed. */
const tokenSeconds = { life: 12 * 3600, refresh: 3 * 3600 };

function withMode(call: Call, cloud: Cloud, mode: "Key" | "AMLToken"): Resource {
  const endpoint = endpointOf(call, cloud);
  const actual = text(endpoint.properties.authMode);
  if (actual === mode) return endpoint;
  throw userError(`Endpoint ${endpoint.name} has the authentication mode ${actual}, not ${mode}.`);
}

async function regenerate(call: Call, cloud: Cloud): Promise<Response> {
  const { id } = withMode(call, cloud, "Key");
  const { keyType, keyValue } = await readBody(call, keyBody);
  const current = endpointKeys(id, cloud)[keyType === "Primary" ? "primaryKey" : "secondaryKey"];
  // azure-ai-ml sends the key that is to go
  const value = keyValue && keyValue !== current ? keyValue : newKey();
  const payload = { id, keyType, value };
  const operation = cloud.operations.begin(regenerated, payload, {
    seconds: durations.regenerateKeys,
    resourceId: id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "location" });
}

function token(call: Call, cloud: Cloud): Response {
  const { id } = withMode(call, cloud, "AMLToken");
  const now = Math.floor(Date.now() / 1000);
  const accessToken = randomBytes(64).toString("base64url");
  setToken(id, accessToken, now + tokenSeconds.life, cloud);
  return json(200, {
    accessToken,
    tokenType: "Bearer",
    expiryTimeUtc: now + tokenSeconds.life,
    refreshAfterTimeUtc: now + tokenSeconds.refresh,
  });
}

const path = `${workspacePath}/onlineEndpoints/{endpointName}`;

export const endpointKeyRoutes: readonly Route[] = [
  arm("POST", `${path}/listKeys`, (call, cloud) =>
    json(200, endpointKeys(withMode(call, cloud, "Key").id, cloud)),
  ),
  arm("POST", `${path}/regenerateKeys`, regenerate),
  arm("POST", `${path}/token`, token),
];

export function registerEndpointKeys(cloud: Cloud): void {
  cloud.operations.on(regenerated, (payload) => {
    const { id, keyType, value } = z
      .object({ id: z.string(), keyType: z.string(), value: z.string() })
      .parse(payload);
    if (!cloud.resources.get(id)) return;
    setKeys(id, keyType === "Primary" ? { primaryKey: value } : { secondaryKey: value }, cloud);
  });
}
