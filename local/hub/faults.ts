import { setTimeout as sleep } from "node:timers/promises";

/** A disturbance of answers whose path matches. */
export type Fault = {
  /** Tried on method and raw path with query: `GET /cdn/0a…?…`. */
  readonly match: RegExp;
  /** How many answers are disturbed. @default 1 */
  readonly times?: number;
} & (
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** The connection is cut after so many bytes of the body. */
  | { readonly kind: "cut"; readonly after: number }
  /** Nothing more comes after so many bytes of the body; the connection stays. */
  | { readonly kind: "stall"; readonly after: number }
  /** The body ends early and says so nowhere: no length, a clean end. */
  | { readonly kind: "truncate"; readonly after: number }
  /** Another `ETag`, so that `If-Range` does not match. */
  | { readonly kind: "etag"; readonly etag: string }
);

export class Faults {
  readonly #left: { fault: Fault; times: number }[] = [];

  add(fault: Fault): void {
    this.#left.push({ fault, times: fault.times ?? 1 });
  }

  /** The first that matches, which is used up by one. */
  take(subject: string): Fault | undefined {
    const found = this.#left.find(({ fault, times }) => times > 0 && fault.match.test(subject));
    if (found) found.times -= 1;
    return found?.fault;
  }
}

/** A body that breaks off as a fault says. `cut` ends the connection. */
export async function* disturb(
  chunks: AsyncIterable<Uint8Array>,
  fault: Fault | undefined,
  cut: () => void,
): AsyncGenerator<Uint8Array> {
  if (fault === undefined || !("after" in fault)) {
    yield* chunks;
    return;
  }
  let left = fault.after;
  for await (const chunk of chunks) {
    if (chunk.length < left) {
      left -= chunk.length;
      yield chunk;
      continue;
    }
    yield chunk.subarray(0, left);
    break;
  }
  if (fault.kind === "cut") {
    // what was sent before has to arrive
    await sleep(30);
    cut();
  }
  // until the client gives up: the server's end of the connection ends this
  if (fault.kind === "stall") await new Promise(() => undefined);
}
