import { isSameTraffic, type Deployment, type Endpoint } from "../azure/endpoint-resource";
import { isIdentityGone } from "../azure/refusals";
import { isOfStack } from "./owner-tags";
import { reconciler } from "./reconciler";
import { changedSettings, needsAnother } from "./rollout/changed-settings";
import { deploymentName } from "./rollout/deployment-body";
import { rollOut, seen } from "./rollout/roll-out";
import { stateOf } from "./rollout/ensure-deployment";
import type { RolloutSettings } from "./rollout/settings";
import { removeDeployments } from "./rollout/clean-up";

interface Inputs extends Omit<RolloutSettings, "modelId"> {
  /** Null: there is no model yet; what is live stays. */
  readonly modelId: string | null;
}

interface Outputs {
  readonly deploymentName: string | null;
  readonly scoringUri: string;
  readonly traffic: Readonly<Record<string, number>>;
}

/** The deployment that the endpoint serves from; every change is a roll-out. */
export const onlineDeployment = reconciler<Inputs, Outputs>({
  identity: ["endpointId"],
  ignored: ["rollout", "keepFailed", "smokeQuestion"],

  async drift(olds, known, context) {
    const { endpoints } = await context.azure();
    const endpoint = await endpoints.find(olds.endpointId);
    if (!endpoint) return [endpointGone(olds.endpointId)];
    const settings = complete({ ...olds, ...known });
    if (!settings) return [];
    const deployments = await endpoints.deployments(olds.endpointId);
    const name = deploymentName(settings);
    const wanted = deployments.find((one) => one.name === name);
    const others = deployments.filter((one) => one.name !== name && isOfStack(one.tags, context));
    return [
      ...(wanted
        ? differences(wanted, settings)
        : [`deployment '${name}' is not there: it will be rolled out`]),
      ...(isSameTraffic(endpoint.properties.traffic, { [name]: 100 })
        ? []
        : [`traffic is ${trafficText(endpoint)}: it will be '${name}' 100 %`]),
      ...others.map(
        (one) => `deployment '${one.name}' of this stack is not the wanted one: it will be deleted`,
      ),
    ];
  },

  async apply(inputs, context, olds) {
    const azure = await context.azure();
    const settings = complete(inputs);
    const id = `${inputs.endpointId}/live`;
    const endpoint = await azure.endpoints.find(inputs.endpointId);
    if (!endpoint) throw new Error(endpointGone(inputs.endpointId));
    if (!settings) {
      context.log(
        olds?.deploymentName
          ? `no new model yet: '${olds.deploymentName}' stays live; run up again when the job has finished`
          : "no model yet: nothing is deployed; run up again when the job has finished",
      );
      return { id, deploymentName: olds?.deploymentName ?? null, ...seen(endpoint) };
    }
    const live = await rollOut(azure, settings, context);
    return { id, ...live };
  },

  async observe({ endpointId, deploymentName: name }, { azure }) {
    const { endpoints } = await azure();
    const endpoint = await endpoints.find(endpointId);
    if (!endpoint) return undefined;
    if (name === null) return { deploymentName: null, ...seen(endpoint) };
    return (await endpoints.deployment(endpointId, name))
      ? { deploymentName: name, ...seen(endpoint) }
      : undefined;
  },

  async remove({ endpointId }, context) {
    const azure = await context.azure();
    const endpoint = await azure.endpoints.find(endpointId);
    if (!endpoint) return;
    try {
      await removeDeployments(azure, endpointId, () => true, context);
    } catch (error) {
      if (!isIdentityGone(error)) throw error;
      // Without its identity the endpoint takes no change, so what has traffic keeps it; but it can be deleted with all it has.
      context.log("the endpoint's identity is gone: deployments are deleted with the endpoint");
    }
  },
});

/** The endpoint is another resource: it is made again once the state knows that it is gone. */
function endpointGone(id: string): string {
  return `endpoint '${id}' is gone: run 'pulumi refresh', then up`;
}

/** What `up` will do about a deployment that is not as wanted, one line each. */
function differences(deployment: Deployment, settings: RolloutSettings): string[] {
  const what = `deployment '${deployment.name}'`;
  const { instanceCount } = settings;
  const capacity = deployment.sku?.capacity ?? 0;
  const changed = changedSettings(deployment, settings);
  return [
    ...(stateOf(deployment) === "Succeeded"
      ? []
      : [`${what} is ${stateOf(deployment)}: it will be rolled out again`]),
    ...(capacity === instanceCount
      ? []
      : [`${what} has ${capacity} instances: it will have ${instanceCount}`]),
    ...changed.map(
      ({ setting, found, wanted }) => `${what} has ${setting} '${found}': it will be '${wanted}'`,
    ),
    ...(needsAnother(changed)
      ? [`${what} will be deleted and made again for that: nothing answers meanwhile`]
      : []),
  ];
}

function complete(inputs: Inputs): RolloutSettings | undefined {
  return inputs.modelId === null ? undefined : { ...inputs, modelId: inputs.modelId };
}

function trafficText({ properties }: Endpoint): string {
  const parts = Object.entries(properties.traffic ?? {}).map(
    ([name, percent]) => `'${name}' ${percent} %`,
  );
  return parts.length > 0 ? parts.join(", ") : "off";
}
