import { objectOr, type JsonObject } from "../value";
import { azureWaits, sleep, type Waits } from "./clock";
import type { Cloud } from "./cloud";
import { armClaims, type TokenSource } from "./credential";
import { codeOf, RequestFailed } from "./errors";
import { withRetry } from "./retry";
import { jsonOf, type HttpRequest, type HttpResponse, type Transport } from "./transport";

// The application id is cut at 24 characters, hence 3.28 without .0.
const userAgent = "pulumi-azure-native/3.28 azsdk-go-azcore/v1.17.0 (go1.x; linux)";
const partner = "pid-a90539d8-a7a6-5826-95c4-1fbef22d4b22";
const registrationVersion = "api-version=2019-05-01";

export interface ArmRequest {
  readonly method: string;
  /** Path below the ARM host, or an absolute URL (polling). */
  readonly path: string;
  readonly apiVersion?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** ARM requests as azcore's pipeline makes them: provider registration, retry, token. */
export class ArmClient {
  private readonly send: Transport;

  constructor(
    private readonly cloud: Cloud,
    private readonly tokens: TokenSource,
    transport: Transport,
    readonly waits: Waits = azureWaits,
  ) {
    this.send = withRetry((request, signal) => this.authorized(request, signal, transport), waits);
  }

  /** The answer of whatever status; rejects only when there is none. */
  async request(request: ArmRequest, signal: AbortSignal): Promise<HttpResponse> {
    const http = this.httpRequest(request);
    const response = await this.send(http, signal);
    const namespace = unregistered(response, http.url);
    if (!namespace) return response;
    await this.register(namespace, http.url, signal);
    return this.send(http, signal);
  }

  /** Polls an operation: as azcore does, without Accept and partner id. */
  poll(url: string, signal: AbortSignal): Promise<HttpResponse> {
    return this.send({ method: "GET", url, headers: { "User-Agent": userAgent } }, signal);
  }

  /** A URL from a header made absolute. */
  absolute(url: string): string {
    return new URL(url, `${this.cloud.armUrl}/`).toString();
  }

  private httpRequest(request: ArmRequest): HttpRequest {
    const url = new URL(this.absolute(request.path));
    if (request.apiVersion) url.searchParams.set("api-version", request.apiVersion);
    for (const [name, value] of Object.entries(request.query ?? {}))
      url.searchParams.set(name, value);
    const writes = ["PUT", "PATCH", "POST"].includes(request.method);
    return {
      method: request.method,
      url: url.toString(),
      headers: {
        Accept: "application/json",
        "User-Agent": `${userAgent} ${partner}`,
        ...(writes ? { "Content-Type": "application/json; charset=utf-8" } : {}),
      },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    };
  }

  private async authorized(
    request: HttpRequest,
    signal: AbortSignal,
    transport: Transport,
  ): Promise<HttpResponse> {
    const audience = this.cloud.armAudience;
    const send = async (claims: string): Promise<HttpResponse> => {
      const token = await this.tokens.token(audience, signal, claims);
      const headers = { ...request.headers, Authorization: `Bearer ${token}` };
      const response = await transport({ ...request, headers }, signal);
      // What is kept of the request may end in an error text: never the token.
      return { ...response, request };
    };
    const response = await send(armClaims);
    if (response.status !== 401) return response;
    this.tokens.forget(audience);
    const challenge = /claims="([^"]+)"/.exec(response.headers["www-authenticate"] ?? "")?.[1];
    if (!challenge) return response;
    return send(Buffer.from(challenge, "base64").toString("utf8"));
  }

  private async register(namespace: string, from: string, signal: AbortSignal): Promise<void> {
    const subscription = /\/subscriptions\/[^/]+/i.exec(from)?.[0] ?? "";
    const base = `${this.cloud.armUrl}${subscription}/providers/${namespace}`;
    const headers = { "User-Agent": userAgent };
    const url = `${base}/register?${registrationVersion}`;
    const started = await this.send({ method: "POST", url, headers }, signal);
    if (started.status !== 200) throw new RequestFailed(started);
    for (;;) {
      const response = await this.poll(`${base}?${registrationVersion}`, signal);
      if (response.status !== 200) throw new RequestFailed(response);
      if (objectOr(jsonOf(response)).registrationState === "Registered") return;
      await sleep(this.waits.registration, signal);
    }
  }
}

/** The resource provider that the subscription still has to register, if that is what an answer says. */
function unregistered(response: HttpResponse, url: string): string | undefined {
  if (response.status !== 409 || codeOf(response) !== "MissingSubscriptionRegistration")
    return undefined;
  return [...url.matchAll(/\/providers\/([^/?]+)/gi)].at(-1)?.[1];
}
