import { createHash } from "node:crypto";
import { createArm } from "./arm";
import type { Arm } from "./arm";
import { discoverCloud } from "./cloud";
import type { Cloud } from "./cloud";
import { signIn } from "./credential";
import { createDatastores } from "./datastore";
import type { Datastores } from "./datastore";
import type { Http } from "./http";
import { createJobs } from "./jobs";
import type { Jobs } from "./jobs";
import { once } from "./lazy";
import { secretsOf, withEnvironment } from "./login";
import type { Login } from "./login";
import type { Wait } from "./operation";
import { createHttp } from "./pipeline";
import type { HttpOptions } from "./pipeline";
import { createRegistry } from "./registry";
import type { Registry } from "./registry";
import { Tokens } from "./tokens";
import type { Credential } from "./tokens";
import { createWorkspaces } from "./workspaces";
import type { Workspaces } from "./workspaces";

/** All of Azure that this project uses, under one login. Members are made when they are first used. */
export interface Azure {
  readonly cloud: Cloud;
  readonly subscriptionId: string;
  readonly http: Http;
  readonly credential: Credential;
  readonly arm: Arm;
  readonly workspaces: Workspaces;
  readonly datastores: Datastores;
  readonly jobs: Jobs;
  readonly registry: Registry;
}

/** What may differ between two users of one login. */
export interface ConnectOptions {
  /** Gets a line for each retry; already redacted. */
  readonly log?: (line: string) => void;
  /** Defaults of the waits for long-running operations. Default: look every 10 s at most, for two hours. */
  readonly waits?: Partial<Wait>;
  /** Transport and clock, for tests. */
  readonly http?: Pick<HttpOptions, "transport" | "sleep" | "now" | "retryRules">;
  /** A login made elsewhere, for tests. */
  readonly credential?: Credential;
}

interface Core {
  readonly cloud: Cloud;
  readonly credential: Credential;
  readonly tokens: Tokens;
  readonly subscriptionId: string;
}

// Lists subscriptions (Azure/azure-rest-api-specs `resources/…/subscriptions.json`).
const subscriptions = "2022-12-01";

const cores = new Map<string, Promise<Core>>();

/**
 * The clients for a login (default: what the environment says). The cloud is looked up and the login made once per process.
 * @throws UnreachableError, SignInError, or Error when no subscription is named
 */
export async function connect(login: Login = {}, options: ConnectOptions = {}): Promise<Azure> {
  const complete = withEnvironment(login);
  const { cloud, credential, tokens, subscriptionId } = await ((options.credential ?? options.http)
    ? makeCore(complete, options)
    : sharedCore(complete));
  const log = options.log ? { log: options.log } : {};
  const http = createHttp({ ...options.http, ...log, tokens });
  const waits: Wait = { intervalSeconds: 10, deadlineSeconds: 7200, ...options.waits };
  const arm = once(() => createArm(http, cloud, waits));
  const workspaces = once(() => createWorkspaces(arm()));
  const datastores = once(() => createDatastores(arm(), cloud, workspaces()));
  const jobs = once(() => createJobs(arm(), cloud));
  const registry = once(() => createRegistry(http, cloud));
  return {
    cloud,
    subscriptionId,
    http,
    credential,
    get arm() {
      return arm();
    },
    get workspaces() {
      return workspaces();
    },
    get datastores() {
      return datastores();
    },
    get jobs() {
      return jobs();
    },
    get registry() {
      return registry();
    },
  };
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
  const credential = options.credential ?? signIn(login, cloud);
  const tokens = new Tokens(credential, anonymous.clock);
  const http = createHttp({ ...options.http, tokens });
  const subscriptionId = login.subscriptionId ?? (await onlySubscription(http, cloud));
  return { cloud, credential, tokens, subscriptionId };
}

interface Subscription {
  readonly subscriptionId: string;
  readonly displayName?: string;
  readonly state?: string;
}

/** With one subscription there is nothing to choose. */
async function onlySubscription(http: Http, cloud: Cloud): Promise<string> {
  const { body } = await http.send<{ readonly value?: readonly Subscription[] }>({
    method: "GET",
    url: `${cloud.resourceManager}/subscriptions?api-version=${subscriptions}`,
    scope: cloud.armScope,
  });
  const found = (body.value ?? []).filter(({ state }) => state !== "Disabled");
  const [only] = found;
  if (only && found.length === 1) return only.subscriptionId;
  const list = found.map((one) => `'${one.subscriptionId}' (${one.displayName ?? "no name"})`);
  throw new Error(
    `no subscription is chosen; this login sees ${list.length > 0 ? list.join(", ") : "none"}; set azure-native:subscriptionId or ARM_SUBSCRIPTION_ID`,
  );
}
