import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { pathOf, plainHeaders } from "../../local/azure/storage/slot-answer";
import { at, type Json } from "../local/azure/start";
import { endOf } from "./fine-tuning";
import type { Place } from "./place";
import type { Kept } from "./resource";
import { setTraffic, trafficOf } from "./serving";

/** What somebody does on the server, past the handler. */
export interface Deed {
  /** Follows "when". */
  readonly title: string;
  readonly act: (place: Place, kept: Kept) => Promise<unknown>;
  /** What it is about, on the server: the same before the deed and after it is mended. */
  readonly look: (place: Place, kept: Kept) => Promise<unknown>;
  /** Preview's lines about it. None: preview tells nothing, and the next update mends it. */
  readonly told: readonly RegExp[];
  /** Local Azure's latency until it is done, where it has to come in the middle of something. @default 0 */
  readonly latency?: number;
}

/** What may be done by hand to a kind of resource. */
export interface ByHand {
  /** Afterwards refresh finds nothing. */
  readonly gone: readonly Deed[];
  /** Afterwards refresh finds it, other than it was. */
  readonly changed: readonly Deed[];
  /** Instead of both, where the server has nothing because of this kind. */
  readonly nothing?: {
    readonly why: string;
    /** What can be deleted although it belongs to something else. */
    readonly act?: (place: Place, kept: Kept) => Promise<unknown>;
  };
}

/** By kind. */
export const byHand: Readonly<Record<string, ByHand>> = {
  "data-upload": {
    gone: [
      {
        title: "the file is deleted",
        act: deleteBlob,
        look: blobOf,
        told: [/ is gone: the file will be uploaded again$/],
      },
      {
        title: "the file is overwritten with another",
        act: async (place, kept) => {
          const { account, container, path } = await blobPlace(place, kept);
          await place.local.cloud.blobs.put(account, container, path, "ha");
        },
        look: blobOf,
        told: [/ is gone: the file will be uploaded again$/],
      },
      {
        title: "the data asset is deleted",
        act: (place, { state }) => place.delete(String(state.assetId)),
        look: (place, { state }) => lookAt(place, state.assetId, "properties", "dataUri"),
        told: [/^data asset '.*' is gone: it will be registered again$/],
      },
    ],
    changed: [tagsDeed("the data asset's tags are taken off", "assetId")],
  },

  "fine-tune-job": {
    gone: [
      {
        title: "the job is deleted",
        async act(place, { id, state }) {
          await endOf(place, String(state.jobName));
          await place.delete(id);
        },
        look: (place, { id }) => lookAt(place, id, "name"),
        told: [/^job '.*' is gone: it will be submitted again$/],
      },
    ],
    changed: [
      {
        title: "the job is canceled",
        latency: 1,
        act: cancel,
        look: async (place, { state }) =>
          String(await lookAt(place, jobId(place, state), "properties", "status")).startsWith(
            "Cancel",
          ),
        told: [/^job '.*' was canceled: attempt 2 of 2 will be submitted$/],
      },
    ],
  },

  "registered-model": {
    gone: [
      {
        title: "the version is deleted",
        act: (place, { state }) => place.delete(String(state.modelId)),
        look: (place, { state }) => lookAt(place, state.modelId, "properties", "modelUri"),
        told: [/^model '.*' is gone: it will be registered again$/],
      },
    ],
    changed: [tagsDeed("the version's tags are taken off", "modelId")],
  },

  "online-deployment": {
    gone: [
      {
        title: "the deployment is deleted",
        async act(place, kept) {
          await setTraffic(place, String(kept.state.endpointId), {});
          await place.delete(deploymentId(kept));
        },
        look: async (place, kept) => [
          await lookAt(place, deploymentId(kept), "properties", "model"),
          await trafficOf(place, String(kept.state.endpointId)),
        ],
        told: [/^deployment '.*' is not there: it will be rolled out$/, /^traffic is off: /],
      },
    ],
    changed: [
      {
        title: "the traffic is turned off",
        act: (place, { state }) => setTraffic(place, String(state.endpointId), {}),
        look: (place, { state }) => trafficOf(place, String(state.endpointId)),
        told: [/^traffic is off: it will be '.*' 100 %$/],
      },
      {
        title: "the deployment is scaled",
        act: (place, kept) =>
          place.local.fetch(`${deploymentId(kept)}?api-version=${apiVersions.machineLearning}`, {
            method: "PATCH",
            body: { sku: { name: "Default", capacity: 3 } },
          }),
        look: (place, kept) => lookAt(place, deploymentId(kept), "sku", "capacity"),
        told: [/^deployment '.*' has 3 instances: it will have 1$/],
      },
      {
        title: "the deployment's timeout and probe are changed",
        act: (place, kept) =>
          changeDeployment(place, kept, {
            requestSettings: { requestTimeout: "PT5S", maxConcurrentRequestsPerInstance: 4 },
            livenessProbe: { initialDelay: "PT10S" },
          }),
        look: async (place, kept) => [
          await lookAt(place, deploymentId(kept), "properties", "requestSettings"),
          await lookAt(place, deploymentId(kept), "properties", "livenessProbe"),
        ],
        told: [
          /^deployment '.*' has requestSettings\.requestTimeout 'PT5S': it will be 'PT1M\S*S'$/,
          /^deployment '.*' has livenessProbe\.initialDelay 'PT10S': it will be 'PT10M'$/,
        ],
      },
    ],
  },

  purge: {
    gone: [],
    changed: [],
    nothing: {
      why: "it only deletes what another resource has made",
      act: (place, { state }) => place.delete(String(state.targetId)),
    },
  },

  preflight: { gone: [], changed: [], nothing: { why: "it only asks" } },
};

function deploymentId({ state }: Kept): string {
  return `${String(state.endpointId)}/deployments/${String(state.deploymentName)}`;
}

/** A PUT of what is there with other properties. */
export async function changeDeployment(
  { get, put }: Place,
  kept: Kept,
  change: Json,
): Promise<void> {
  const { location, tags, sku, properties } = await get(deploymentId(kept));
  const { provisioningState, ...settings } = properties as Json;
  expect(provisioningState).to.equal("Succeeded");
  await put(deploymentId(kept), apiVersions.machineLearning, {
    ...{ location, tags, sku },
    properties: { ...settings, ...change },
  });
}

function jobId({ workspaceId }: Place, state: Kept["state"]): string {
  return `${workspaceId}/jobs/${String(state.jobName)}`;
}

/** A part of what the server has; undefined when it is gone. */
async function lookAt({ local }: Place, id: unknown, ...path: string[]): Promise<unknown> {
  const answer = await local.fetch(`${String(id)}?api-version=${apiVersions.machineLearning}`);
  return answer.status === 404 ? undefined : at(answer.body, ...path);
}

/** Nothing depends on tags but what may be cleaned up later, so they alone are no reason for an update. */
function tagsDeed(title: string, key: "assetId" | "modelId"): Deed {
  return {
    title,
    async act(place, { state }) {
      const id = String(state[key]);
      const { properties } = await place.get(id);
      await place.put(id, apiVersions.machineLearning, {
        properties: { ...(properties as Json), tags: {} },
      });
    },
    look: (place, { state }) => lookAt(place, state[key], "properties", "tags"),
    told: [],
  };
}

/** Cancels a job while it runs. */
async function cancel({ local, ...place }: Place, { id, state }: Kept): Promise<void> {
  await local.fetch(`${id}/cancel?api-version=${apiVersions.machineLearning}`, { method: "POST" });
  await local.admin("POST", "/admin/clock", { advanceSeconds: 60 });
  await endOf({ local, ...place }, String(state.jobName));
}

async function blobPlace({ workspaceId, storageId, get }: Place, { state }: Kept) {
  const store = await get(`${workspaceId}/datastores/workspaceblobstore`);
  const container = String(at(store, "properties", "containerName"));
  const account = storageId.split("/").at(-1) ?? "";
  return { account, container, path: String(state.blobPath) };
}

async function blobOf(place: Place, kept: Kept): Promise<string | undefined> {
  const { account, container, path } = await blobPlace(place, kept);
  const content = await place.local.cloud.blobs.get(account, container, path);
  return content && (await new Response(content).text());
}

async function deleteBlob(place: Place, kept: Kept): Promise<void> {
  const { account, container, path } = await blobPlace(place, kept);
  const request = { method: "DELETE", path: pathOf(container, path), query: "" };
  const { blobs } = place.local.cloud;
  const answer = await blobs.forward(account, { ...request, headers: plainHeaders() });
  answer.resume();
}
