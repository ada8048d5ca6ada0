import type { Properties } from "./state";

/**
 * Something exists although the operation failed: Pulumi keeps the id and the outputs in the state, marks the resource
 * and runs `update` at the next `up`. `id`, `properties` and `reasons` are what its protocol reads
 * (sdk/nodejs/cmd/dynamic-provider, grpcResponseFromError).
 */
export class PartialFailure extends Error {
  readonly reasons: readonly string[];
  properties: Properties = {};

  constructor(
    message: string,
    readonly id: string,
    readonly outputs: object,
  ) {
    super(message);
    this.reasons = [message];
  }

  /** With everything that the state needs; the server does not add `__provider` on this path. */
  withProperties(properties: Properties): this {
    this.properties = properties;
    return this;
  }
}

/**
 * The same message without a stack. The provider process prints `${error}: ${error.stack}` for check, diff, read and
 * delete before the engine prints the message itself, so both are kept short there.
 */
export function plainError(error: unknown, resource?: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const plain = new Error(message);
  plain.stack = "";
  if (resource !== undefined) plain.toString = () => `${resource} failed`;
  return plain;
}
