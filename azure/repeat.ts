import { isRestError } from "@azure/core-rest-pipeline";
import type { PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Clock } from "./clock";
import { UnreachableError } from "./errors";
import { redactUrl } from "./redact";
import { Pauses, retryAfter } from "./retry";
import type { RetryRules } from "./retry";

/** One request with its rules for trying again. */
export interface Repeating {
  readonly request: PipelineRequest;
  readonly attempt: () => Promise<PipelineResponse>;
  readonly isRepeatable: boolean;
  /** Statuses that are an answer, though the rules would try again after them. */
  readonly isExpected: (status: number) => boolean;
  /** Whether the host has answered before. */
  readonly isKnownHost: boolean;
  readonly rules: RetryRules;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** The first answer that needs no other try, or the last one. @throws UnreachableError when there is none at all. */
export async function repeat(options: Repeating): Promise<PipelineResponse> {
  const { request, rules, clock, log, isRepeatable } = options;
  const pauses = new Pauses(rules, clock);
  for (;;) {
    refuseAborted(request);
    const tries = pauses.tries;
    const result = await outcome(options);
    if ("response" in result) {
      const { status, headers } = result.response;
      if (options.isExpected(status) || !rules.statuses.includes(status)) return result.response;
      const asked = retryAfter(headers.toJSON(), clock.now());
      const pause = isRepeatable ? pauses.next(asked) : undefined;
      if (pause === undefined) return result.response;
      await rest(pause, String(status));
    } else {
      // A host that never answered is more likely misspelt or unreachable than busy.
      const isHopeless = !options.isKnownHost && tries >= rules.firstContactTries;
      const pause = isRepeatable && !isHopeless ? pauses.next(undefined) : undefined;
      if (pause === undefined)
        throw new UnreachableError(request, result.code, tries, result.error);
      await rest(pause, result.code);
    }
  }

  async function rest(pause: number, reason: string): Promise<void> {
    log(`${request.method} ${redactUrl(request.url)}: ${reason}, again in ${pause.toFixed(1)} s`);
    const { abortSignal } = request;
    await clock.sleep(pause, abortSignal instanceof AbortSignal ? abortSignal : undefined);
  }
}

type Outcome =
  { readonly response: PipelineResponse } | { readonly code: string; readonly error: unknown };

async function outcome({ request, attempt }: Repeating): Promise<Outcome> {
  try {
    return { response: await attempt() };
  } catch (error) {
    refuseAborted(request);
    const code = connectionCode(error);
    if (code === undefined) throw error;
    return { code, error };
  }
}

function refuseAborted({ abortSignal }: PipelineRequest): void {
  if (abortSignal instanceof AbortSignal) abortSignal.throwIfAborted();
  else if (abortSignal?.aborted) throw new DOMException("The request was aborted", "AbortError");
}

/** The code of an error that means "no answer"; undefined for any other error (a bug, a failed login). */
function connectionCode(error: unknown): string | undefined {
  if (error instanceof Error && error.name === "AbortError") return "timeout";
  if (!isRestError(error) || error.response !== undefined) return undefined;
  return error.code ?? "no connection";
}
