import type { Response } from "node-fetch";
import type { Clock } from "./clock";
import { AzureError, UnreachableError, isAzureError } from "./errors";
import { errorFrom } from "./error-body";
import { lazy } from "./lazy";
import { Pauses, defaultRetryRules, retryAfter } from "./retry";
import { answerText, flat, hints } from "./score-body";
import type { ScoreBody } from "./score-body";

/** A question to an endpoint. */
export interface Invocation {
  readonly scoringUri: string;
  /** Key or token, without `Bearer`. */
  readonly token: string;
  readonly body: ScoreBody;
  /** Asks this deployment, whatever its share of the traffic. */
  readonly deployment?: string | undefined;
  /** Limit of one attempt. Default 120: Azure's own is 180 at most, ours 90. */
  readonly timeoutSeconds?: number;
  /** Limit of all attempts while the endpoint is busy (429, 503). Default 300. */
  readonly deadlineSeconds?: number;
  readonly signal?: AbortSignal;
}

/** What the model said. */
export interface Completion {
  /** The assistant's text; the raw answer as JSON when no text was found in it. */
  readonly text: string;
  readonly raw: unknown;
  /** Form of `input_string` that was accepted: a list of conversations, or one conversation. */
  readonly form: "nested" | "flat";
  readonly seconds: number;
}

/** Questions to deployed models. */
export interface Scoring {
  /** @throws AzureError with what to do, UnreachableError */
  invoke(invocation: Invocation): Promise<Completion>;
}

/** What sends; node-fetch but in tests. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

interface RequestInit {
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

const sendByNodeFetch: Send = (url, init) =>
  (lazy("node-fetch") as typeof import("node-fetch")).default(url, init);

export function createScoring(
  clock: Clock,
  log: (line: string) => void,
  send: Send = sendByNodeFetch,
): Scoring {
  const ask = createAsk(clock, log, send);
  return {
    async invoke(invocation) {
      const start = clock.now();
      const completion = (form: "nested" | "flat", raw: unknown): Completion => {
        return { text: answerText(raw), raw, form, seconds: (clock.now() - start) / 1000 };
      };
      try {
        return completion("nested", await ask(invocation, invocation.body));
      } catch (error) {
        const other = flat(invocation.body);
        if (!other || !isAboutBody(error)) throw error;
        // Which of the two forms a model takes is not documented; when neither works, the first error says why.
        return completion("flat", await ask(invocation, other).catch(() => Promise.reject(error)));
      }
    },
  };
}

type Ask = (invocation: Invocation, body: ScoreBody) => Promise<unknown>;

/** Asks until there is an answer, a refusal, or no time left. */
function createAsk(clock: Clock, log: (line: string) => void, send: Send): Ask {
  return async (invocation, body) => {
    const totalSeconds = invocation.deadlineSeconds ?? 300;
    const pauses = new Pauses({ ...defaultRetryRules, totalSeconds }, clock);
    for (;;) {
      const answer = await once(invocation, body, send).catch(whenCut);
      const isCut = answer instanceof UnreachableError;
      if (!isCut && answer.status >= 200 && answer.status < 300) return answer.body;
      const pause = isCut ? pauses.next(undefined) : pauseAfter(answer, pauses, clock);
      if (pause === undefined) throw isCut ? answer : refusal(invocation, answer);
      const found = isCut ? answer.code : answer.status;
      log(`${hostOf(invocation)}: ${found}, again in ${pause.toFixed(1)} s`);
      await clock.sleep(pause, invocation.signal);
    }
  };
}

function pauseAfter({ status, headers }: Answered, pauses: Pauses, clock: Clock) {
  const isPassing = [429, 502, 503].includes(status);
  return isPassing ? pauses.next(retryAfter(headers, clock.now())) : undefined;
}

/** A question changes nothing: one whose connection broke is asked again; a model that is too slow is so again. */
function whenCut(error: unknown): UnreachableError {
  if (error instanceof UnreachableError && error.code === "ECONNRESET") return error;
  throw error;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

async function once(invocation: Invocation, body: ScoreBody, send: Send): Promise<Answered> {
  const { scoringUri, token, deployment, timeoutSeconds = 120, signal } = invocation;
  const limit = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = await send(scoringUri, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        authorization: `Bearer ${token}`,
        ...(deployment ? { "azureml-model-deployment": deployment } : {}),
      },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parse(text),
    };
  } catch (error) {
    signal?.throwIfAborted();
    const code = connectionCode(error);
    if (limit.aborted) throw new UnreachableError(requestOf(invocation), "timeout", 1, error);
    if (code === undefined) throw error;
    throw new UnreachableError(requestOf(invocation), code, 1, error);
  }
}

/** node-fetch's FetchError: Node's code, or the library's own name for what happened. */
function connectionCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "FetchError") return undefined;
  const { code, type } = error as { readonly code?: string; readonly type?: string };
  return code ?? type ?? "no connection";
}

/** 400 and its like, or the container's own refusal: not a wrong key, a missing deployment, a limit. */
function isAboutBody(error: unknown): error is AzureError {
  return [400, 415, 422, 424].some((status) => isAzureError(error, status));
}

/** Azure's words, what the container said (424), and what the status means for an endpoint. */
function refusal(invocation: Invocation, answer: Answered): AzureError {
  const plain = errorFrom(answer, requestOf(invocation));
  const { status, code, summary, details, correlationId, request, headers } = plain;
  const inside = headers["ms-azureml-model-error-statuscode"];
  const reason = headers["ms-azureml-model-error-reason"];
  const model = inside ? ` (the model answered ${inside}${reason ? `, ${reason}` : ""})` : "";
  const hint = hints[status];
  const message = `${summary}${model}${hint ? `; ${hint}` : ""}`;
  return new AzureError({ status, code, message, details, correlationId, request, headers });
}

function requestOf({ scoringUri }: Invocation): { method: string; url: string } {
  return { method: "POST", url: scoringUri };
}

function hostOf({ scoringUri }: Invocation): string {
  return new URL(scoringUri).host;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
