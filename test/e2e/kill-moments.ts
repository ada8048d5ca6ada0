/** A request, by which a run is caught in the middle. Paths are regular expressions on the end of the path. */
export interface RequestPattern {
  readonly method: string;
  readonly path: string;
  /** How many of them pass before. */
  readonly skip?: number;
}

/** A point in a run. */
export interface Moment {
  readonly title: string;
  /** These are held back, all at once, before Azure sees them: what came before them is done. */
  readonly held?: readonly RequestPattern[];
  /** Seconds for which they are held; then Azure works on them, whether the run is still there or not. @default 20 */
  readonly heldSeconds?: number;
  /** All these have been accepted; Azure still works on them, at the speed of `clock`. */
  readonly accepted?: readonly RequestPattern[];
  /** Local Azure's clock from the start of the run on. @default everything at once */
  readonly clock?: { readonly latency: number; readonly speed: number };
}

export const atOnce = { latency: 0, speed: 600 };

const ml = "/Microsoft.MachineLearningServices/workspaces/[^/]+";
const compute = `${ml}/computes/[^/]+`;
const endpoint = `${ml}/onlineEndpoints/[^/]+`;
const deployment = `${endpoint}/deployments/[^/]+`;

const get = (path: string, skip = 0): RequestPattern => ({ method: "GET", path, skip });
const put = (path: string): RequestPattern => ({ method: "PUT", path });
const remove = (path: string): RequestPattern => ({ method: "DELETE", path });

// Preflight, and azure-native before a create, ask whether there is such an object: these GETs pass.
export const make = {
  workspace: {
    title: "the workspace is being made",
    accepted: [put(ml)],
    clock: { latency: 1, speed: 30 },
  },
  workspaceMade: {
    title: "the workspace is made and nobody knows it yet",
    held: [get(ml, 2)],
  },
  clusterAndEndpoint: {
    title: "cluster and endpoint are being made",
    accepted: [put(compute), put(endpoint)],
    clock: { latency: 1, speed: 10 },
  },
  submit: { title: "the job's submit is on its way", held: [put(`${ml}/jobs/[^/]+`)] },
  job: {
    title: "the job runs",
    accepted: [get(`/history/v1.0/.*/children`)],
    // Fast enough to wait for, slow enough for a busy machine to see the job run.
    clock: { latency: 1, speed: 60 },
  },
  deployment: {
    title: "the deployment is being made",
    accepted: [put(deployment)],
    clock: { latency: 1, speed: 100 },
  },
} satisfies Record<string, Moment>;

export const rollOut = {
  question: {
    title: "the new deployment is asked its question",
    held: [{ method: "POST", path: "/score" }],
  },
  traffic: { title: "the traffic is about to move", held: [put(endpoint)] },
  moved: {
    title: "the traffic has moved and the old deployment is about to go",
    held: [remove(deployment)],
    // The next run has to get there before Azure does what this one has asked for.
    heldSeconds: 60,
  },
  deleting: {
    title: "the old deployment is being deleted",
    accepted: [remove(deployment)],
    clock: { latency: 1, speed: 60 },
  },
} satisfies Record<string, Moment>;

export const destroy = {
  deployment: {
    title: "the deployment is being deleted",
    accepted: [remove(deployment)],
    clock: { latency: 1, speed: 60 },
  },
  endpoint: { title: "the endpoint is about to be deleted", held: [remove(endpoint)] },
  cluster: { title: "the cluster is about to be deleted", held: [remove(compute)] },
  workspace: {
    title: "the workspace is being deleted",
    accepted: [remove(ml)],
    clock: { latency: 1, speed: 30 },
  },
  group: {
    title: "the resource group is about to be deleted",
    held: [remove("/resourceGroups/[^/]+")],
  },
} satisfies Record<string, Moment>;
