import type { Operations } from "./arm/operations";
import type { Resources } from "./arm/resources";
import type { Bill } from "./bill";
import type { Clock } from "./clock";
import type { CloudConfig } from "./state";
import type { Faults } from "./faults";
import type { Principals } from "./identity/principals";
import type { Roles } from "./identity/roles";
import type { Tokens } from "./identity/tokens";
import type { Blobs } from "./storage/blobs";
import type { Store } from "./store";

/** Everything that a handler may use. Put together by `assemble.ts`. */
export interface Cloud {
  readonly config: CloudConfig;
  readonly clock: Clock;
  readonly store: Store;
  readonly resources: Resources;
  readonly operations: Operations;
  readonly bill: Bill;
  readonly faults: Faults;
  readonly principals: Principals;
  readonly tokens: Tokens;
  readonly roles: Roles;
  readonly blobs: Blobs;
}
