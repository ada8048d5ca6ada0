import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openOperations } from "./arm/operations";
import { openResources } from "./arm/resources";
import { openBill } from "./bill";
import { openClock } from "./clock";
import type { Cloud } from "./cloud";
import { openFaults } from "./faults";
import { openPrincipals } from "./identity/principals";
import { openRoles } from "./identity/roles";
import { openTokens } from "./identity/tokens";
import type { CloudConfig } from "./state";
import { openBlobs } from "./storage/blobs";
import { openStore } from "./store";

/** The services of one cloud, on the data of its state folder. */
export async function assemble(config: CloudConfig): Promise<Cloud> {
  mkdirSync(config.dataDir, { recursive: true });
  const store = openStore(join(config.dataDir, "azure.sqlite"));
  const { speed, latency } = config;
  const notBefore = config.asOf.getTime();
  const clock = openClock({ store, start: timeOfDay(config.asOf), notBefore, speed, latency });
  const now = (): number => clock.now();
  const bill = openBill(store, clock);
  const resources = openResources({
    store,
    now,
    gone: (id) => {
      bill.stopAll(id);
    },
  });
  return {
    config,
    clock,
    store,
    resources,
    operations: openOperations({ ...config, store, clock }),
    bill,
    faults: openFaults(store),
    principals: openPrincipals(store, now),
    tokens: await openTokens(config),
    roles: openRoles(resources, clock),
    blobs: openBlobs({ config, store, resources }),
  };
}

/** Emulated time begins on the day of the catalogue, at the real time of day. */
function timeOfDay(asOf: Date): number {
  return asOf.getTime() + (Date.now() % 86_400_000);
}
