import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";
import { isSameId, parseResourceId } from "./resource-id";

/** An Azure ML workspace; the parts that are used. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly kind?: string;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly properties: {
    readonly provisioningState?: string;
    /** GUID */
    readonly workspaceId?: string;
    readonly discoveryUrl?: string;
    /** `azureml://{host}/mlflow/v1.0/subscriptions/…` */
    readonly mlFlowTrackingUri?: string;
    /** Resource ids. */
    readonly storageAccount?: string;
    readonly containerRegistry?: string | null;
    readonly keyVault?: string;
    readonly applicationInsights?: string;
    /** AccessKey, Identity or UserDelegationSAS. */
    readonly systemDatastoresAuthMode?: string;
  };
}

/** Days for which Azure keeps a deleted workspace, and its name (Azure docs, "Recover workspace data while soft deleted"). */
export const retentionDays = 14;

/** Base URLs of a workspace's data plane, without trailing slash. */
export interface DataPlane {
  /** `{api}/history/v1.0{workspaceId}` */
  readonly history: string;
  /** `{api}/metric/v2.0{workspaceId}` */
  readonly metric: string;
  /** `…/mlflow/v1.0{workspaceId}/api/2.0/mlflow` */
  readonly mlflow: string;
}

/** Workspaces by resource id. */
export interface Workspaces {
  get(id: string): Promise<Workspace>;
  find(id: string): Promise<Workspace | undefined>;
  /**
   * True when the workspace is deleted but not purged: its name is blocked. Azure has no request for it; the subscription's list
   * still shows what a GET does not find any more (Azure/azure-powershell#28286).
   */
  isSoftDeleted(id: string): Promise<boolean>;
  /** Where run history, metrics and MLflow are; asked once per workspace. */
  dataPlane(id: string): Promise<DataPlane>;
}

export function createWorkspaces(arm: Arm): Workspaces {
  const planes = new Map<string, Promise<DataPlane>>();
  const workspaces: Workspaces = {
    get: (id) => arm.get<Workspace>(id, apiVersions.machineLearning),
    find: (id) => arm.find<Workspace>(id, apiVersions.machineLearning),
    async isSoftDeleted(id) {
      const { subscriptionId, type } = parseResourceId(id);
      const [there, all] = await Promise.all([
        workspaces.find(id),
        arm.list<Workspace>(
          `/subscriptions/${subscriptionId}/providers/${type}`,
          apiVersions.machineLearning,
        ),
      ]);
      return there === undefined && all.some((one) => isSameId(one.id, id));
    },
    dataPlane(id) {
      const key = id.toLowerCase();
      const known = planes.get(key);
      if (known) return known;
      const found = workspaces.get(id).then((workspace) => discover(arm, workspace));
      planes.set(key, found);
      found.catch(() => planes.delete(key));
      return found;
    },
  };
  return workspaces;
}

/** The discovery document is anonymous; its `api` is what the Python SDK uses for run history. */
async function discover(arm: Arm, { id, properties }: Workspace): Promise<DataPlane> {
  const { discoveryUrl, mlFlowTrackingUri } = properties;
  if (!discoveryUrl) throw new Error(`workspace '${id}' has no discoveryUrl yet`);
  const { body } = await arm.http.send<{ readonly api?: string; readonly history?: string }>({
    method: "GET",
    url: discoveryUrl,
  });
  const api = (body.api ?? body.history)?.replace(/\/+$/, "");
  if (!api) throw new Error(`the discovery document of workspace '${id}' names no 'api'`);
  const mlflow = mlFlowTrackingUri?.replace(/^azureml:/, "https:").replace(/[?/]+$/, "");
  return {
    history: `${api}/history/v1.0${id}`,
    metric: `${api}/metric/v2.0${id}`,
    mlflow: `${mlflow ?? `${api}/mlflow/v1.0${id}`}/api/2.0/mlflow`,
  };
}
