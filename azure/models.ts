import { apiVersions } from "../catalog/api-versions";
import type { Arm, Change } from "./arm";
import { AzureError, isAzureError } from "./errors";
import type { Wait } from "./operation";
import { omit } from "./omit";
import { poll } from "./poll";

/** A version of a registered model. */
export interface ModelVersion {
  readonly id: string;
  /** The version. */
  readonly name: string;
  readonly properties: {
    readonly description?: string | null;
    readonly modelType?: string | null;
    /** `azureml://jobs/{job}/outputs/{output}` or where that led to. */
    readonly modelUri?: string | null;
    readonly jobName?: string | null;
    readonly isArchived?: boolean;
    readonly tags?: Readonly<Record<string, string>> | null;
    readonly properties?: Readonly<Record<string, string>> | null;
    /** Only newer services have it. */
    readonly provisioningState?: string;
  };
  readonly systemData?: { readonly createdAt?: string };
}

/** Models of a workspace (by its resource id). */
export interface Models {
  find(workspaceId: string, name: string, version: string): Promise<ModelVersion | undefined>;
  /** All versions, newest first; empty when the model does not exist. Archived ones only when asked for. */
  list(
    workspaceId: string,
    name: string,
    options?: { readonly archived?: boolean },
  ): Promise<ModelVersion[]>;
  /** Registers and waits until the version can be used. @throws AzureError `UserError` when the path of one would change */
  put(
    workspaceId: string,
    name: string,
    version: string,
    body: unknown,
    wait?: Partial<Wait>,
  ): Promise<ModelVersion>;
  /** False when there was none. */
  delete(workspaceId: string, name: string, version: string, change?: Change): Promise<boolean>;
  /** Hides a version from lists; it still works. */
  archive(workspaceId: string, name: string, version: string): Promise<ModelVersion>;
}

export function createModels(arm: Arm, waits: Wait): Models {
  const api = apiVersions.machineLearning;
  const idOf = (workspaceId: string, name: string, version: string): string =>
    `${workspaceId}/models/${name}/versions/${version}`;
  const put = async (id: string, body: unknown, wait: Partial<Wait>): Promise<ModelVersion> => {
    const accepted = await arm.put<ModelVersion>(id, api, body, { ...wait, wait: false });
    return isUsable(accepted) ? accepted : untilUsable(arm, id, { ...waits, ...wait });
  };
  return {
    find: (workspaceId, name, version) =>
      arm.find<ModelVersion>(idOf(workspaceId, name, version), api),
    async list(workspaceId, name, { archived = false } = {}) {
      const query = { $orderBy: "createdtime desc", listViewType: archived ? "All" : undefined };
      try {
        return await arm.list<ModelVersion>(`${workspaceId}/models/${name}/versions`, api, query);
      } catch (error) {
        if (isAzureError(error, 404)) return [];
        throw error;
      }
    },
    put: (workspaceId, name, version, body, wait = {}) =>
      put(idOf(workspaceId, name, version), body, wait),
    delete: (workspaceId, name, version, change) =>
      arm.delete(idOf(workspaceId, name, version), api, change),
    async archive(workspaceId, name, version) {
      const id = idOf(workspaceId, name, version);
      const found = await arm.get<ModelVersion>(id, api);
      const properties = omit(found.properties, "provisioningState");
      return put(id, { properties: { ...properties, isArchived: true } }, {});
    },
  };
}

/** Without a state the version is there as soon as it is answered. */
function isUsable({ properties }: ModelVersion): boolean {
  return (properties.provisioningState ?? "Succeeded") === "Succeeded";
}

/** @throws DeadlineError; AzureError when the registration failed */
async function untilUsable(arm: Arm, id: string, wait: Wait): Promise<ModelVersion> {
  const api = apiVersions.machineLearning;
  return poll({
    ...wait,
    what: `model version '${id.split("/").slice(-3).join("/")}'`,
    read: () => arm.get<ModelVersion>(id, api),
    state: ({ properties }) => properties.provisioningState,
    done: (version) => {
      const state = version.properties.provisioningState ?? "Succeeded";
      if (state !== "Failed" && state !== "Canceled") return isUsable(version);
      const message = `the registration of ${id} ended as '${state}'`;
      throw new AzureError({
        status: 200,
        code: state,
        message,
        request: { method: "GET", url: arm.url(id, api) },
      });
    },
    clock: arm.http.clock,
  });
}
