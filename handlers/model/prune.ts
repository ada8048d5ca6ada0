import type { Azure } from "../../azure/client";
import type { Context } from "../context";
import { isOwn } from "../owner-tags";

export interface PruneInput {
  readonly workspaceId: string;
  /** Name of the registered model. */
  readonly name: string;
  readonly keepModels: number;
  /** ID of the version that is wanted now. */
  readonly current: string;
}

/** Deletes this stack's oldest versions beyond `keepModels`; never the current one, nor one that any deployment uses. */
export async function pruneModels(
  azure: Azure,
  input: PruneInput,
  context: Context,
): Promise<void> {
  const { workspaceId, name, keepModels, current } = input;
  const versions = await azure.models.list(workspaceId, name);
  const older = versions.filter(
    ({ id, properties }) => !sameId(id, current) && isOwn(properties.tags, context),
  );
  const surplus = older.slice(Math.max(0, keepModels - 1));
  if (surplus.length === 0) return;
  const used = await deployedModels(azure, workspaceId);
  for (const { id, name: version } of surplus) {
    if (used.some((one) => sameId(one, id))) continue;
    context.log(
      `model '${name}' version '${version}' is deleted: training.keepModels is ${keepModels}`,
    );
    await azure.models.delete(workspaceId, name, version);
  }
}

async function deployedModels(azure: Azure, workspaceId: string): Promise<string[]> {
  const endpoints = await azure.endpoints.list(workspaceId);
  const deployments = await Promise.all(endpoints.map(({ id }) => azure.endpoints.deployments(id)));
  return deployments.flat().flatMap(({ properties }) => properties.model ?? []);
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
