import type { Azure } from "../../azure/client";
import { isSameTraffic, withoutZeros, type Endpoint } from "../../azure/endpoint-resource";
import type { Context } from "../context";
import { hasTags } from "../owner-tags";
import { removeDeployments } from "./clean-up";
import { settledEndpoint } from "./settled-endpoint";
import { deploymentName } from "./deployment-body";
import { ensureDeployment } from "./ensure-deployment";
import { giveUp } from "./give-up";
import type { RolloutSettings } from "./settings";
import { whenFree } from "./when-free";
import { askSmokeQuestion } from "./smoke-question";

export interface Live {
  readonly deploymentName: string;
  readonly scoringUri: string;
  readonly traffic: Readonly<Record<string, number>>;
}

/**
 * Ensures the wanted deployment, asks it a question, moves the traffic and deletes this stack's others. Until the
 * traffic has moved nothing that is live changes.
 */
export async function rollOut(
  azure: Azure,
  settings: RolloutSettings,
  context: Context,
): Promise<Live> {
  const { endpointId, rollout } = settings;
  const name = deploymentName(settings);
  const before = await settledEndpoint(azure, endpointId, context);
  const isLive = isSameTraffic(before.properties.traffic, { [name]: 100 });

  if (rollout === "inPlace" && !isLive) {
    await removeDeployments(azure, endpointId, (deployment) => deployment.name !== name, context);
  }
  await ensureDeployment(azure, settings, name, context);
  try {
    await askSmokeQuestion(azure, endpointId, name, settings.smokeQuestion, context);
  } catch (error) {
    throw await giveUp(azure, settings, name, error, context);
  }

  // Asked again: a deployment that had to be made anew has lost its traffic.
  const { properties } = await azure.endpoints.get(endpointId);
  if (!isSameTraffic(properties.traffic, { [name]: 100 })) {
    await whenFree(azure, context, () => azure.endpoints.setTraffic(endpointId, { [name]: 100 }));
    context.log(`traffic: '${name}' 100 %`);
  }
  await removeDeployments(azure, endpointId, (one) => one.name !== name, context);
  await syncTags(azure, endpointId, settings.tags);
  return { deploymentName: name, ...seen(await azure.endpoints.get(endpointId)) };
}

/** What the outputs say of an endpoint. */
export function seen({ properties }: Endpoint): Omit<Live, "deploymentName"> {
  return { scoringUri: properties.scoringUri ?? "", traffic: withoutZeros(properties.traffic) };
}

/** Foreign tags stay. */
async function syncTags(
  azure: Azure,
  endpointId: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const { tags: before } = await azure.endpoints.get(endpointId);
  if (hasTags(before, tags)) return;
  await azure.endpoints.patchTags(endpointId, { ...before, ...tags });
}
