import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { realClock } from "../../azure/clock";
import { startLocalAzure, type LocalAzure } from "../local/azure/start";

let started: Promise<LocalAzure> | undefined;

// One local Azure for all suites of a run; each makes its own resource group in it.
after(async () => {
  await (await started)?.stop();
});

async function start(): Promise<LocalAzure> {
  const local = await startLocalAzure();
  setDefaultCACertificates([
    ...getCACertificates("default"),
    readFileSync(local.connection.caFile, "utf8"),
  ]);
  return local;
}

/** What a user's shell says of local Azure; handlers sign in by it. */
export function environmentOf({ connection, url }: LocalAzure): Record<string, string> {
  return {
    ARM_METADATA_HOSTNAME: new URL(url).host,
    ARM_TENANT_ID: connection.tenantId,
    ARM_SUBSCRIPTION_ID: connection.subscriptionId,
    ARM_CLIENT_ID: connection.clientId,
    ARM_CLIENT_SECRET: connection.clientSecret,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
    REGISTRY_DISCOVERY_ENDPOINT_URL: `${url}/`,
  };
}

let frozen = false;

/** Lets time stand still for local Azure while the clients wait, or go on. */
export function freeze(isFrozen: boolean): void {
  frozen = isFrozen;
}

/**
 * Makes the clients' clock jump: a pause of a minute is over at once, for them and for local Azure. Gives back what
 * undoes it.
 */
function jumpingClock({ cloud }: LocalAzure): () => void {
  const kept = { ...realClock };
  let jumped = 0;
  Object.assign(realClock, {
    now: () => Date.now() + jumped * 1000,
    sleep: async (seconds: number, signal?: AbortSignal) => {
      jumped += seconds;
      if (seconds > 0 && !frozen) cloud.clock.set({ advanceSeconds: seconds });
      // Real time for what local Azure is doing meanwhile.
      await pause(3, undefined, signal ? { signal } : {});
    },
  });
  return () => Object.assign(realClock, kept);
}

/**
 * Local Azure for the suite that calls this, with the login in the environment and a clock that jumps; the suite's
 * tests call what it returns. After each test its faults are gone and everything happens at once again.
 */
export function onLocalAzure(): () => LocalAzure {
  let local: LocalAzure | undefined;
  const undo: (() => void)[] = [];
  before(async function () {
    this.timeout(60_000);
    local = await (started ??= start());
    const environment = environmentOf(local);
    const kept = Object.keys(environment).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, environment);
    undo.push(jumpingClock(local), () => {
      for (const [name, value] of kept) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    });
  });
  afterEach(async () => {
    await local?.admin("DELETE", "/admin/faults");
    await local?.admin("POST", "/admin/clock", { latency: 0 });
  });
  after(() => {
    undo.splice(0).forEach((one) => {
      one();
    });
  });
  return () => {
    if (!local) throw new Error("local Azure is not there before the suite's `before`");
    return local;
  };
}
