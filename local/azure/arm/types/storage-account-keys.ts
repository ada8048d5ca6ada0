import { z } from "zod";
import type { Cloud } from "../../cloud";
import { readBody } from "../../http/body";
import { json } from "../../http/response";
import type { Call, Route } from "../../http/route";
import { accountKeys } from "../../storage/account-keys";
import { resourceId } from "../resource-put";
import type { Resource } from "../resources";
import {
  badAccountName,
  isTaken,
  storageAccount,
  storageAccountType as type,
} from "./storage-account";

function keysOf(cloud: Cloud, account: Resource): Response {
  const times = account.properties.keyCreationTime as Record<string, string>;
  const [key1, key2] = accountKeys(cloud.config.signingSecret, account);
  return json(200, {
    keys: Object.entries({ key1, key2 }).map(([keyName, value]) => ({
      keyName,
      value,
      permissions: "FULL",
      creationTime: times[keyName],
    })),
  });
}

async function regenerate(call: Call, cloud: Cloud): Promise<Response> {
  const { keyName } = await readBody(z.object({ keyName: z.enum(["key1", "key2"]) }), call);
  const account = cloud.resources.need(resourceId(call, cloud, type));
  const times = account.properties.keyCreationTime as Record<string, string>;
  const keyCreationTime = { ...times, [keyName]: cloud.clock.iso() };
  const fresh = { ...account, properties: { ...account.properties, keyCreationTime } };
  cloud.resources.put(fresh);
  return keysOf(cloud, fresh);
}

async function checkAvailability(call: Call, cloud: Cloud): Promise<Response> {
  const { name } = await readBody(z.object({ name: z.string(), type: z.literal(type) }), call);
  if (!storageAccount.name.test(name))
    return json(200, {
      nameAvailable: false,
      reason: "AccountNameInvalid",
      message: badAccountName(name).message,
    });
  return isTaken(cloud, name)
    ? json(200, {
        nameAvailable: false,
        reason: "AlreadyExists",
        message: `The storage account named ${name} is already taken.`,
      })
    : json(200, { nameAvailable: true });
}

const account = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${type}/{name}`;
const { versions } = storageAccount;

export const storageAccountRoutes: readonly Route[] = [
  {
    method: "POST",
    path: `${account}/listKeys`,
    audience: "arm",
    versions,
    query: ["$expand"],
    handle: (call, cloud) => keysOf(cloud, cloud.resources.need(resourceId(call, cloud, type))),
  },
  {
    method: "POST",
    path: `${account}/regenerateKey`,
    audience: "arm",
    versions,
    handle: regenerate,
  },
  {
    method: "POST",
    path: "/subscriptions/{subscriptionId}/providers/Microsoft.Storage/checkNameAvailability",
    audience: "arm",
    versions,
    handle: checkAvailability,
  },
];
