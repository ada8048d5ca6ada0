import type { PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Clock } from "./clock";
import type { Retry } from "./retry";

/** One request to a service. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE";
  /** Absolute URL. */
  readonly url: string;
  /** Token scope; none: the request is anonymous (SAS links, discovery). */
  readonly scope?: string | undefined;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: by method (RFC 9110 9.2.2). A POST that changes nothing says `safe`. */
  readonly retry?: Retry;
  /** Statuses that are an answer and not an error. Default 200 to 299. */
  readonly expect?: readonly number[];
  /** Limit for one attempt. Default 100. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back. `body` is parsed JSON, text when it is not JSON, undefined when empty. */
export interface Answer<T> {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: T;
}

/** How `forward` sends: see the same fields of `HttpRequest`. */
export type Forwarding = Pick<HttpRequest, "scope" | "retry" | "expect">;

/** The one way to a service: tokens, retries, time limits, redacted errors. Made by `createHttp`. */
export interface Http {
  /** @throws AzureError for an unexpected status, UnreachableError when no answer comes. */
  send<T>(request: HttpRequest): Promise<Answer<T>>;
  /** Sends a request that another library made, with the same tokens, retries and log; its status is not judged. */
  forward(request: PipelineRequest, how?: Forwarding): Promise<PipelineResponse>;
  /** A bare token, for the one header that is not `Authorization` (`x-azureml-token`). */
  token(scope: string): Promise<string>;
  readonly clock: Clock;
  /** Where retries and changes of state are told; already redacted lines. */
  readonly log: (line: string) => void;
}
