import type { Azure } from "../../azure/client";
import type { Deployment } from "../../azure/endpoints";
import { isRoleSpreading, isQuotaExhausted } from "../../azure/errors";
import type { Context } from "../context";
import { ownerTags } from "../owner-tags";
import { deploymentBody } from "./deployment-body";
import { giveUp } from "./give-up";
import type { RolloutSettings } from "./settings";

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
  const found = await azure.endpoints.findDeployment(endpointId, name);
  const settled = found && (await settle(azure, endpointId, found, context));
  if (settled?.state === "Succeeded" && settled.capacity === settings.instanceCount) return;
  if (settled && settled.state !== "Succeeded") {
    context.log(`deployment '${name}' is ${settled.state}: it is deleted and made again`);
    await azure.endpoints.deleteDeployment(endpointId, name);
  }
  await putUntilReady(azure, settings, name, context);
}

/** A deployment that an interrupted run left half-made is waited for. */
async function settle(
  azure: Azure,
  endpointId: string,
  { name, state }: Deployment,
  { log }: Context,
) {
  if (!["Creating", "Updating", "Scaling", "Deleting"].includes(state))
    return azure.endpoints.findDeployment(endpointId, name);
  log(`deployment '${name}' is ${state}: waiting for it`);
  return azure.endpoints.settledDeployment(endpointId, name);
}

async function putUntilReady(
  azure: Azure,
  settings: RolloutSettings,
  name: string,
  context: Context,
): Promise<void> {
  const { endpointId, tags } = settings;
  const { waits, owner, log } = context;
  const deadline = Date.now() + waits.operationMinutes * 60_000;
  const { location } = await azure.endpoints.get(endpointId);
  const body = deploymentBody(settings, location, { ...tags, ...ownerTags(owner) });
  log(
    `deployment '${name}' on ${settings.instanceType} × ${settings.instanceCount}: this takes minutes`,
  );
  for (;;) {
    try {
      await azure.endpoints.putDeployment(endpointId, name, body);
      return;
    } catch (error) {
      const reason = await passing(azure, endpointId, error);
      if (reason === undefined || Date.now() > deadline)
        throw await giveUp(azure, settings, name, error, context);
      log(`${reason}; trying again in ${retrySeconds} s`);
      await removeFailed(azure, endpointId, name);
      await azure.http.clock.sleep(retrySeconds);
    }
  }
}

/** A failed deployment cannot be put again as it is; one that serves is never touched here. */
async function removeFailed(azure: Azure, endpointId: string, name: string): Promise<void> {
  const deployment = await azure.endpoints.findDeployment(endpointId, name);
  if (deployment?.state === "Failed") await azure.endpoints.deleteDeployment(endpointId, name);
}

/** Why the same request may succeed a little later, or undefined. */
async function passing(
  azure: Azure,
  endpointId: string,
  error: unknown,
): Promise<string | undefined> {
  if (isRoleSpreading(error)) return "a role is not effective yet";
  if (isQuotaExhausted(error) && (await hasNodes(azure, endpointId)))
    return "training nodes are still being released";
  return undefined;
}

async function hasNodes(azure: Azure, endpointId: string): Promise<boolean> {
  const workspaceId = endpointId.replace(/\/onlineEndpoints\/[^/]+$/i, "");
  const clusters = await azure.computes.list(workspaceId);
  return clusters.some(({ currentNodes }) => currentNodes > 0);
}
