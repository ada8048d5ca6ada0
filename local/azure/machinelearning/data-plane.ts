import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import type { Call, Handler, Method, Route } from "../http/route";
import { workspaceOf, workspacePath, workspaceType } from "./arm-paths";

export type WorkspaceHandler = (
  call: Call,
  cloud: Cloud,
  workspace: Resource,
) => Response | Promise<Response>;

/** A route outside ARM that wants a management token all the same. */
export function tokenRoute(
  method: Method,
  path: string,
  handle: Handler,
  more: Pick<Route, "versions" | "query"> = {},
): Route {
  return {
    method,
    path,
    audience: "none",
    ...more,
    async handle(call, cloud) {
      await cloud.tokens.check(call.headers.get("authorization"), cloud.config.audiences.arm);
      return handle(call, cloud);
    },
  };
}

/**
 * A data-plane route of a workspace: `{prefix}{ARM path of the workspace}{rest}`. The caller must be able to
 * read the workspace. The version is in the path: `api-version=v1.0` is sent by azure-ai-ml 1.34, none by 1.20.
 */
export function workspaceRoute(
  method: Method,
  [prefix, rest]: readonly [prefix: string, rest: string],
  handle: WorkspaceHandler,
  more: Pick<Route, "query"> = {},
): Route {
  return {
    method,
    path: `${prefix}${workspacePath}${rest}`,
    audience: "none",
    ...more,
    async handle(call, cloud) {
      const { tokens, roles, config } = cloud;
      const caller = await tokens.check(call.headers.get("authorization"), config.audiences.arm);
      const workspace = workspaceOf(call, cloud);
      const action = `${workspaceType}/read`;
      if (roles.effective(caller.objectId, workspace.id, { action }))
        return handle(call, cloud, workspace);
      throw new AzureError(
        403,
        "AuthorizationFailed",
        `The client '${caller.clientId}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${workspace.id}'.`,
      );
    },
  };
}
