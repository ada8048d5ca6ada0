import { z } from "zod";
import { parseId } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { placeOf, type DataPlace } from "./asset-uris";
import { workspaceRoute } from "./data-plane";
import { artifactContainer } from "./datastores";
import { readBody } from "./read-body";

const resolveBody = z.looseObject({ values: z.array(z.string()) });

/** The long form of a place on one of the workspace's own blob datastores. */
export function datastoreUri({ container, path }: DataPlace, workspace: Resource): string {
  const { subscription = "", resourceGroup = "" } = parseId(workspace.id);
  const store = container === artifactContainer ? "workspaceartifactstore" : "workspaceblobstore";
  return `azureml://subscriptions/${subscription}/resourcegroups/${resourceGroup}/workspaces/${workspace.name}/datastores/${store}/paths/${path}`;
}

/** Where the models lie that a job left as outputs: `jobs.download` of azure-ai-ml asks before it reads. */
async function resolve(call: Call, cloud: Cloud, workspace: Resource): Promise<Response> {
  const { values } = await readBody(call, resolveBody);
  const found = values.flatMap((id) => {
    const place = placeOf(id, workspace, cloud);
    return place ? [[id, { path: datastoreUri(place, workspace), type: "MLFlowModel" }]] : [];
  });
  return json(200, { values: Object.fromEntries(found) as unknown });
}

export const modelUriRoutes: readonly Route[] = [
  workspaceRoute("POST", ["/modelregistry/v1.0", "/models/batchGetResolvedUris"], resolve),
];
