import type { Azure } from "../../azure/client";
import type { PreflightInputs } from "./inputs";

interface Held {
  readonly vmSize: string;
  readonly count: number;
}

/** What the stack itself holds now. */
export interface Own {
  /** Instances of all its deployments. */
  readonly live: readonly Held[];
  /** Nodes of its cluster. */
  readonly nodes: readonly Held[];
}

/** What the stack itself holds now: it is credited. */
export async function ownUse(
  azure: Azure,
  { subscriptionId, resourceGroupName, workspaceName, clusterName, endpointName }: PreflightInputs,
): Promise<Own> {
  const workspaceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}`;
  if (!(await azure.workspaces.find(workspaceId))) return { live: [], nodes: [] };
  const endpointId = `${workspaceId}/onlineEndpoints/${endpointName}`;
  const [cluster, endpoint] = await Promise.all([
    azure.computes.find(workspaceId, clusterName),
    azure.endpoints.find(endpointId),
  ]);
  const deployments = endpoint ? await azure.endpoints.deployments(endpointId) : [];
  const nodes = cluster?.properties.properties;
  return {
    live: deployments.map(({ properties, sku }) => ({
      vmSize: properties.instanceType ?? "",
      count: sku?.capacity ?? 0,
    })),
    nodes: nodes ? [{ vmSize: nodes.vmSize ?? "", count: nodeCount(nodes) }] : [],
  };
}

/** Nodes that are still being started use quota, too. */
function nodeCount({
  currentNodeCount = 0,
  targetNodeCount = 0,
}: {
  readonly currentNodeCount?: number;
  readonly targetNodeCount?: number;
}): number {
  return Math.max(currentNodeCount, targetNodeCount);
}
