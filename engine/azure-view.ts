import type { Arm } from "../azure/arm";
import type { Clock } from "../azure/clock";
import type { Jobs } from "../azure/jobs";
import { isAzureError } from "../azure/errors";
import { poll } from "../azure/poll";
import type { ArmObject } from "./arm-ids";

/** What has become of an object: there is none, it is complete, or Azure gave up making it. */
export type Found = "absent" | "made" | "failed";

/** The Azure that a stack is on. */
export interface AzureView {
  /** Subscription of the stack, for the ids of what it creates. */
  readonly subscriptionId: string;
  /** Asks what there is, and waits while Azure still works on it. Throws when Azure does not answer that. */
  readonly look: (object: ArmObject) => Promise<Found>;
  /** The tags of an object; none where it has none. */
  readonly tags: (object: ArmObject) => Promise<Tags>;
  /** The tags of each job of a workspace that has not ended. */
  readonly runningJobs: (workspaceId: string) => Promise<readonly Tags[]>;
}

type Tags = Readonly<Record<string, string>>;

interface Body {
  readonly tags?: Tags;
  readonly properties?: { readonly provisioningState?: unknown };
}

const waitSeconds = { intervalSeconds: 2, deadlineSeconds: 3600 };

/** Looks by ARM: azure-native's creates go on in Azure after the process that began them is gone. */
export function azureView(
  azure: {
    readonly subscriptionId: string;
    readonly arm: Pick<Arm, "find">;
    readonly jobs: Pick<Jobs, "list">;
  },
  log: (line: string) => void,
  clock?: Clock,
): AzureView {
  return {
    subscriptionId: azure.subscriptionId,
    tags: async ({ id, apiVersion }) => (await azure.arm.find<Body>(id, apiVersion))?.tags ?? {},
    runningJobs: async (workspaceId) => {
      try {
        const jobs = await azure.jobs.list(workspaceId);
        return jobs.filter(({ finished }) => !finished).map(({ tags }) => tags);
      } catch (error) {
        if (isAzureError(error, 404)) return []; // a destroy that was cut off has taken the workspace
        throw error;
      }
    },
    look: async ({ id, apiVersion }) => {
      const last = await poll<Body | undefined>({
        what: id.split("/").slice(-2).join("/"),
        read: () => azure.arm.find<Body>(id, apiVersion),
        done: (body) => body === undefined || isSettled(stateOf(body)),
        state: (body) => {
          const state = stateOf(body);
          return isSettled(state) ? undefined : state;
        },
        log,
        ...waitSeconds,
        ...(clock === undefined ? {} : { clock }),
      });
      if (last === undefined) return "absent";
      return stateOf(last) === "Failed" || stateOf(last) === "Canceled" ? "failed" : "made";
    },
  };
}

// A type without long-running operations may have no such property.
function stateOf(body: Body | undefined): string {
  const state = body?.properties?.provisioningState;
  return typeof state === "string" ? state : "Succeeded";
}

// ARM names three final states and leaves the passing ones to each service: `Creating`, `Accepted`, `ResolvingDns`, …
function isSettled(state: string): boolean {
  return !/ing$|^(Accepted|InProgress|ResolvingDns)$/i.test(state);
}
