import { createHash } from "node:crypto";
import { createArm } from "./arm";
import type { Arm } from "./arm";
import { discoverCloud } from "./cloud";
import type { Cloud } from "./cloud";
import { createComputes } from "./computes";
import type { Computes } from "./computes";
import { signIn } from "./credential";
import { createDataAssets } from "./data-assets";
import type { DataAssets } from "./data-assets";
import { createDatastores } from "./datastore";
import type { Datastores } from "./datastore";
import { createEndpoints } from "./endpoints";
import type { Endpoints } from "./endpoints";
import type { Http } from "./http";
import { createJobs } from "./jobs";
import type { Jobs } from "./jobs";
import { lazyMembers } from "./lazy";
import { secretsOf, withEnvironment } from "./login";
import type { Login } from "./login";
import { createMetrics } from "./metrics";
import type { Metrics } from "./metrics";
import { createModels } from "./models";
import type { Models } from "./models";
import type { Wait } from "./operation";
import { createHttp } from "./pipeline";
import type { HttpOptions } from "./pipeline";
import { createProviders } from "./providers";
import type { Providers } from "./providers";
import { createQuota } from "./quota";
import type { QuotaClient } from "./quota";
import { createRegistry } from "./registry";
import type { Registry } from "./registry";
import { createRoles } from "./roles";
import type { Roles } from "./roles";
import { createRuns } from "./run-history";
import type { Runs } from "./run-history";
import { createScoring } from "./scoring";
import type { Scoring } from "./scoring";
import { chooseSubscription } from "./subscription";
import { Tokens } from "./tokens";
import type { Credential } from "./tokens";
import { createWorkspaces } from "./workspaces";
import type { Workspaces } from "./workspaces";

/** All of Azure that this project uses, under one login. Members are made when they are first read. */
export interface Azure {
  readonly cloud: Cloud;
  readonly subscriptionId: string;
  readonly http: Http;
  readonly arm: Arm;
  readonly workspaces: Workspaces;
  readonly dataAssets: DataAssets;
  readonly datastores: Datastores;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly models: Models;
  readonly endpoints: Endpoints;
  readonly scoring: Scoring;
  readonly registry: Registry;
  readonly quota: QuotaClient;
  readonly computes: Computes;
  readonly roles: Roles;
  readonly providers: Providers;
}

/** What may differ between two users of one login. */
export interface ConnectOptions {
  /** Gets a line for each retry; already redacted. */
  readonly log?: (line: string) => void;
  /** Defaults of the waits for long-running operations. Default: look every 10 s at most, for two hours. */
  readonly waits?: Partial<Wait>;
  /** Transport and clock, for tests; nothing is shared then. */
  readonly http?: Pick<HttpOptions, "transport" | "sleep" | "now" | "retryRules">;
  /** A login made elsewhere, for tests. */
  readonly credential?: Credential;
}

interface Core {
  readonly cloud: Cloud;
  readonly tokens: Tokens;
  readonly subscriptionId: string;
}

const cores = new Map<string, Promise<Core>>();

/**
 * The clients for a login (default: what the environment says). The cloud is looked up and the login made once per process.
 * @throws UnreachableError, SignInError, or Error when no subscription is named
 */
export async function connect(login: Login = {}, options: ConnectOptions = {}): Promise<Azure> {
  const complete = withEnvironment(login);
  const isShared = options.credential === undefined && options.http === undefined;
  const core = await (isShared ? sharedCore(complete) : makeCore(complete, options));
  return clientsOf(core, options);
}

function clientsOf({ cloud, tokens, subscriptionId }: Core, options: ConnectOptions): Azure {
  const log = options.log ? { log: options.log } : {};
  const http = createHttp({ ...options.http, ...log, tokens });
  const waits: Wait = { intervalSeconds: 10, deadlineSeconds: 7200, ...options.waits };
  const azure: Azure = lazyMembers({
    cloud: () => cloud,
    subscriptionId: () => subscriptionId,
    http: () => http,
    arm: () => createArm(http, cloud, waits),
    workspaces: () => createWorkspaces(azure.arm),
    dataAssets: () => createDataAssets(azure.arm),
    datastores: () => createDatastores(azure.arm, cloud, azure.workspaces),
    jobs: () => createJobs(azure.arm, cloud),
    runs: () => createRuns(azure.arm, cloud, azure.workspaces),
    metrics: () => createMetrics(azure.arm, cloud, azure.workspaces, azure.runs),
    models: () => createModels(azure.arm, waits),
    endpoints: () => createEndpoints(azure.arm, cloud, waits),
    scoring: () => createScoring(http.clock, http.log),
    registry: () => createRegistry(http, cloud),
    quota: () => createQuota(azure.arm, subscriptionId),
    computes: () => createComputes(azure.arm),
    roles: () => createRoles(azure.arm, cloud, subscriptionId),
    providers: () => createProviders(azure.arm, subscriptionId),
  });
  return azure;
}

function sharedCore(login: Login): Promise<Core> {
  // The secrets are part of the key, as a hash: another service principal's tokens must not be used.
  const key = createHash("sha256")
    .update(JSON.stringify([login, secretsOf(), process.env.REGISTRY_DISCOVERY_ENDPOINT_URL]))
    .digest("hex");
  const found = cores.get(key);
  if (found) return found;
  const made = makeCore(login, {});
  cores.set(key, made);
  made.catch(() => cores.delete(key));
  return made;
}

async function makeCore(login: Login, options: ConnectOptions): Promise<Core> {
  const anonymous = createHttp({ ...options.http });
  const cloud = await discoverCloud(login, anonymous);
  const tokens = new Tokens(options.credential ?? signIn(login, cloud), anonymous.clock);
  const subscriptionId =
    login.subscriptionId ??
    (await chooseSubscription(createHttp({ ...options.http, tokens }), cloud));
  return { cloud, tokens, subscriptionId };
}
