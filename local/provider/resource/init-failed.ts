import type { JsonObject } from "../value";

/** Azure accepted the resource, but it did not come to life: it exists and belongs into the state. */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly outputs: JsonObject,
    readonly inputs: JsonObject,
  ) {
    super(message);
    this.name = "InitFailed";
  }
}
