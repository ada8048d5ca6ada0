import type { Cloud } from "../cloud";
import type { Caller } from "./caller";

export type { Caller } from "./caller";

/** One request, as a handler sees it. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The request itself, for bodies that are streamed; `json()` and `text()` consume its body. */
  readonly request: Request;
  /** Values of the pattern's parameters, decoded, case as sent. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Undefined on routes with audience `none`. */
  readonly caller: Caller | undefined;
  /** The fault `expiredToken`: whatever the credential is, it has just become too old. */
  readonly isExpired: boolean;
  /** Parsed body; 400 `InvalidRequestContent` when it is no JSON, 415 when a management call names another content type. */
  json(): Promise<unknown>;
  /** Body as text; read once, then kept. */
  text(): Promise<string>;
}

export type Method = "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
export type Audience = "arm" | "ml" | "storage" | "graph" | "none";
export type Handler = (call: Call, cloud: Cloud) => Response | Promise<Response>;

export interface Route {
  readonly method: Method;
  /**
   * Pattern of the path, matched without regard to case: `{name}` is one segment, `{name+}` one or more.
   * Of several routes that match, the one with more literal segments wins, then the earlier one.
   */
  readonly path: string;
  /** Which token it wants; 401 with `WWW-Authenticate` otherwise. Calls with `arm` also pass the checks of `arm/gate.ts`. */
  readonly audience: Audience;
  /** Accepted `api-version` values; a missing or other one gets Azure's 400. Absent: no version is asked for. */
  readonly versions?: readonly string[];
  /** Further query names that it knows; any other name is answered with 501. `*` takes all. */
  readonly query?: readonly string[];
  /** Whether the route takes this request although the path matches, for example because the account exists. */
  readonly when?: (params: Readonly<Record<string, string>>, cloud: Cloud) => boolean;
  /** It answers for credentials that have expired in its own shape. */
  readonly seesExpired?: true;
  readonly handle: Handler;
}

/** One part of local Azure: what `server.ts` puts together. */
export interface Part {
  readonly routes: readonly Route[];
  /** Registers effects and delete hooks, before anything runs. */
  readonly register?: (cloud: Cloud) => void;
  /** Starts what the part needs beside the HTTPS server; the result ends it. */
  readonly start?: (cloud: Cloud) => Promise<() => Promise<void>>;
}
