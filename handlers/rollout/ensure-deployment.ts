import type { Azure } from "../../azure/client";
import type { Deployment } from "../../azure/endpoint-resource";
import { poll } from "../../azure/poll";
import { isOutOfQuota, isRoleSpreading } from "../../azure/refusals";
import type { Context } from "../context";
import { hasTags, ownerTags } from "../owner-tags";
import { changedSettings, needsAnother } from "./changed-settings";
import { takeOut } from "./clean-up";
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
  if (settled && stateOf(settled) !== "Succeeded") {
    const isLive = await hasTraffic(azure, endpointId, name);
    const what = isLive ? " and live: it is sent again" : ": it is deleted and made again";
    context.log(`deployment '${name}' is ${stateOf(settled)}${what}`);
    if (!isLive) await remove(azure, endpointId, name, context);
  } else if (settled) {
    const changed = changedSettings(settled, settings);
    if (changed.length === 0 && settled.sku?.capacity === settings.instanceCount) {
      await syncTags(azure, settings, settled, context);
      return;
    }
    if (needsAnother(changed)) await takeOut(azure, endpointId, [settled], context);
  }
  await putUntilReady(azure, settings, name, context);
}

function remove(azure: Azure, endpointId: string, name: string, context: Context) {
  return whenFree(azure, context, () => azure.endpoints.deleteDeployment(endpointId, name));
}

/** Foreign tags stay. */
async function syncTags(
  azure: Azure,
  { endpointId, tags }: RolloutSettings,
  { name, tags: before }: Deployment,
  context: Context,
): Promise<void> {
  const wanted = { ...tags, ...ownerTags(context.owner) };
  if (hasTags(before, wanted)) return;
  await whenFree(azure, context, () =>
    azure.endpoints.patchDeploymentTags(endpointId, name, { ...before, ...wanted }),
  );
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

/** Azure says 10 at most; after that the role is missing, and each try bills for a while. */
const roleSpreadingMinutes = 15;

async function putUntilReady(
  azure: Azure,
  settings: RolloutSettings,
  name: string,
  context: Context,
): Promise<void> {
  const { endpointId, tags } = settings;
  const { waits, owner, log } = context;
  const { clock } = azure.http;
  const start = clock.now();
  const patience = (error: unknown) =>
    isRoleSpreading(error) ? roleSpreadingMinutes : waits.operationMinutes;
  const { location } = await azure.endpoints.get(endpointId);
  const body = deploymentBody(settings, location, { ...tags, ...ownerTags(owner) });
  log(
    `deployment '${name}' on ${settings.instanceType} × ${settings.instanceCount}: this takes minutes`,
  );
  for (;;) {
    // Looked at before: nodes that are gone by the time of the refusal are a reason to try again, too.
    const hadNodes = await hasNodes(azure, endpointId);
    try {
      await whenFree(azure, context, () => azure.endpoints.putDeployment(endpointId, name, body));
      return;
    } catch (error) {
      const reason = passing(error, hadNodes);
      if (reason === undefined || clock.now() > start + patience(error) * 60_000)
        throw await giveUp(azure, settings, name, error, context);
      log(`${reason}; trying again in ${retrySeconds} s`);
      await removeFailed(azure, endpointId, name, context);
      await clock.sleep(retrySeconds);
    }
  }
}

/** A failed deployment cannot be put again as it is; one that serves is never touched here. */
async function removeFailed(
  azure: Azure,
  endpointId: string,
  name: string,
  context: Context,
): Promise<void> {
  const deployment = await azure.endpoints.deployment(endpointId, name);
  if (!deployment || stateOf(deployment) !== "Failed") return;
  if (!(await hasTraffic(azure, endpointId, name))) await remove(azure, endpointId, name, context);
}

async function hasTraffic(azure: Azure, endpointId: string, name: string): Promise<boolean> {
  const { properties } = await azure.endpoints.get(endpointId);
  return (properties.traffic?.[name] ?? 0) > 0;
}

/** Why the same request may succeed a little later, or undefined. */
function passing(error: unknown, hadNodes: boolean): string | undefined {
  if (isRoleSpreading(error)) return "a role is not effective yet";
  if (isOutOfQuota(error) && hadNodes) return "training nodes are still being released";
  return undefined;
}

/** Nodes that will be released: not the ones that the cluster keeps, but also those that are only starting. */
async function hasNodes(azure: Azure, endpointId: string): Promise<boolean> {
  const workspaceId = endpointId.replace(/\/onlineEndpoints\/[^/]+$/i, "");
  const clusters = await azure.computes.list(workspaceId);
  return clusters.some(({ properties: { properties } }) => {
    const { currentNodeCount = 0, targetNodeCount = 0, scaleSettings } = properties ?? {};
    return Math.max(currentNodeCount, targetNodeCount) > (scaleSettings?.minNodeCount ?? 0);
  });
}
