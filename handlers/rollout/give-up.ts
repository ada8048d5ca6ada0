import type { Azure } from "../../azure/client";
import type { Context } from "../context";
import { isOfStack } from "../owner-tags";
import { removeDeployments } from "./clean-up";
import type { RolloutSettings } from "./settings";

/** The error with both containers' logs; a deployment that failed before it was live is deleted, since it bills. */
export async function giveUp(
  azure: Azure,
  { endpointId, keepFailed, rollout }: RolloutSettings,
  name: string,
  cause: unknown,
  context: Context,
): Promise<Error> {
  const rest =
    rollout === "inPlace"
      ? "nothing is live now: serving.rollout is inPlace"
      : "what was live stays live";
  const message = cause instanceof Error ? cause.message : String(cause);
  const deployment = await azure.endpoints.deployment(endpointId, name);
  if (!deployment) return new Error(`deployment '${name}' cannot be made: ${message}\n${rest}`);
  const { inferenceServer, storageInitializer } = await azure.endpoints.getLogs(endpointId, name);
  const tail = [
    ...[
      "--- storage initializer (download of the model) ---",
      storageInitializer.trimEnd() || "(empty)",
    ],
    ...["--- inference server ---", inferenceServer.trimEnd() || "(empty)"],
  ];
  const what = [`deployment '${name}' is not fit to serve: ${message}`, ...tail];

  const { properties } = await azure.endpoints.get(endpointId);
  if ((properties.traffic?.[name] ?? 0) > 0)
    return new Error([...what, `'${name}' has traffic and is left as it is`].join("\n"));
  if (keepFailed)
    return new Error(
      [...what, `${rest}; '${name}' is kept and bills (serving.keepFailed)`].join("\n"),
    );
  if (isOfStack(deployment.tags, context)) {
    await removeDeployments(azure, endpointId, (one) => one.name === name, context);
  }
  return new Error([...what, `${rest}; '${name}' is deleted again`].join("\n"));
}
