import type { Azure } from "../../azure/client";
import type { Deployment } from "../../azure/endpoint-resource";
import { poll } from "../../azure/poll";
import { isOutOfQuota, isRoleSpreading } from "../../azure/refusals";
import type { Context } from "../context";
import { ownerTags } from "../owner-tags";
import { deploymentBody } from "./deployment-body";
import { giveUp } from "./give-up";
import type { RolloutSettings } from "./settings";
import { whenFree } from "./when-free";

/** Seconds between two tries while a role is still spreading or training nodes are still being released. */
const retrySeconds = 30;

/** The deployment as wanted: there already, taken over half-made, scaled, or created. */
export async function ensureDeployment(
  azure: Azure,
  settings: RolloutSettings,
  name: string,
  context: Context,
): Promise<void> {
  const { endpointId } = settings;
  const found = await azure.endpoints.deployment(endpointId, name);
  const settled = found && (await settle(azure, endpointId, found, context));
  if (
    settled &&
    stateOf(settled) === "Succeeded" &&
    settled.sku?.capacity === settings.instanceCount
  )
    return;
  if (settled && stateOf(settled) !== "Succeeded") {
    context.log(`deployment '${name}' is ${stateOf(settled)}: it is deleted and made again`);
    await whenFree(azure, context, () => azure.endpoints.deleteDeployment(endpointId, name));
  }
  await putUntilReady(azure, settings, name, context);
}

/** Azure's provisioning state. */
export function stateOf({ properties }: Deployment): string {
  return properties.provisioningState ?? "Succeeded";
}

/** A deployment that an interrupted run left half-made is waited for. */
async function settle(
  azure: Azure,
  endpointId: string,
  { name }: Deployment,
  { log, waits }: Context,
) {
  return poll({
    what: `deployment '${name}'`,
    read: () => azure.endpoints.deployment(endpointId, name),
    done: (one) => !one || !["Creating", "Updating", "Scaling", "Deleting"].includes(stateOf(one)),
    state: (one) => (!one || stateOf(one) === "Succeeded" ? undefined : stateOf(one)),
    log,
    intervalSeconds: waits.pollSeconds,
    deadlineSeconds: waits.operationMinutes * 60,
    clock: azure.http.clock,
  });
}

async function putUntilReady(
  azure: Azure,
  settings: RolloutSettings,
  name: string,
  context: Context,
): Promise<void> {
  const { endpointId, tags } = settings;
  const { waits, owner, log } = context;
  const { clock } = azure.http;
  const deadline = clock.now() + waits.operationMinutes * 60_000;
  const { location } = await azure.endpoints.get(endpointId);
  const body = deploymentBody(settings, location, { ...tags, ...ownerTags(owner) });
  log(
    `deployment '${name}' on ${settings.instanceType} × ${settings.instanceCount}: this takes minutes`,
  );
  for (;;) {
    try {
      await whenFree(azure, context, () => azure.endpoints.putDeployment(endpointId, name, body));
      return;
    } catch (error) {
      const reason = await passing(azure, endpointId, error);
      if (reason === undefined || clock.now() > deadline)
        throw await giveUp(azure, settings, name, error, context);
      log(`${reason}; trying again in ${retrySeconds} s`);
      await removeFailed(azure, endpointId, name);
      await clock.sleep(retrySeconds);
    }
  }
}

/** A failed deployment cannot be put again as it is; one that serves is never touched here. */
async function removeFailed(azure: Azure, endpointId: string, name: string): Promise<void> {
  const deployment = await azure.endpoints.deployment(endpointId, name);
  if (deployment && stateOf(deployment) === "Failed")
    await azure.endpoints.deleteDeployment(endpointId, name);
}

/** Why the same request may succeed a little later, or undefined. */
async function passing(
  azure: Azure,
  endpointId: string,
  error: unknown,
): Promise<string | undefined> {
  if (isRoleSpreading(error)) return "a role is not effective yet";
  if (isOutOfQuota(error) && (await hasNodes(azure, endpointId)))
    return "training nodes are still being released";
  return undefined;
}

async function hasNodes(azure: Azure, endpointId: string): Promise<boolean> {
  const workspaceId = endpointId.replace(/\/onlineEndpoints\/[^/]+$/i, "");
  const clusters = await azure.computes.list(workspaceId);
  return clusters.some(({ properties }) => (properties.properties?.currentNodeCount ?? 0) > 0);
}
