import type { Azure } from "../../azure/client";
import type { Context } from "../context";
import { sameValue } from "../state";
import { removeDeployments } from "./clean-up";
import { deploymentName } from "./deployment-body";
import { ensureDeployment } from "./ensure-deployment";
import { giveUp } from "./give-up";
import type { RolloutSettings } from "./settings";
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
  const before = await azure.endpoints.ready(endpointId);
  const isLive = sameValue(before.traffic, { [name]: 100 });

  if (rollout === "inPlace" && !isLive) {
    await removeDeployments(azure, endpointId, (deployment) => deployment.name !== name, context);
  }
  await ensureDeployment(azure, settings, name, context);
  try {
    await askSmokeQuestion(azure, endpointId, name, settings.smokeQuestion, context);
  } catch (error) {
    throw await giveUp(azure, settings, name, error, context);
  }

  const endpoint = await azure.endpoints.setTraffic(
    endpointId,
    { [name]: 100 },
    tagsOf(settings, before.tags),
  );
  if (!isLive) context.log(`traffic: '${name}' 100 %`);
  await removeDeployments(azure, endpointId, (one) => one.name !== name, context);
  return { deploymentName: name, scoringUri: endpoint.scoringUri, traffic: endpoint.traffic };
}

/** Foreign tags stay; a tag of ours that the settings dropped goes. */
function tagsOf(
  { tags }: RolloutSettings,
  _context: Context,
  before: Readonly<Record<string, string>>,
) {
  return { ...before, ...tags };
}
