import type { HttpRequest, HttpResponse, Transport } from "../../../local/provider/azure/transport";
import { objectOr, type Json, type JsonObject } from "../../../local/provider/value";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly text?: string;
}
type Script = Answer | "reset";

export const subscription = "00000000-0000-0000-0000-000000000001";
export const group = `/subscriptions/${subscription}/resourceGroups/rg`;
export const claims = { appid: "app", oid: "object", tid: "tenant" };
export const environment = {
  ARM_METADATA_HOSTNAME: "arm.test",
  ARM_TENANT_ID: "tenant",
  ARM_SUBSCRIPTION_ID: subscription,
  ARM_CLIENT_ID: "app",
  ARM_CLIENT_SECRET: "hush",
  ARM_DISABLE_INSTANCE_DISCOVERY: "true",
};

/**
 * A cloud as small as can be: keeps what is PUT, by lower-case path, and answers 404 for the rest.
 * `script` puts answers before that, by method and the end of the path.
 */
export class FakeArm {
  readonly resources = new Map<string, JsonObject>();
  readonly log: { method: string; path: string; query: string; request: HttpRequest }[] = [];
  private readonly scripts: { method: string; ends: string; answers: Script[] }[] = [];

  readonly transport: Transport = (request) => {
    const url = new URL(request.url);
    this.log.push({ method: request.method, path: url.pathname, query: url.search, request });
    const script = this.scripts.find(
      ({ method, ends, answers }) =>
        answers.length > 0 && method === request.method && url.pathname.endsWith(ends),
    );
    const answer = script?.answers.shift() ?? this.answer(request, url);
    if (answer === "reset") return Promise.reject(new Error("socket hang up"));
    return Promise.resolve(response(request, answer));
  };

  script(method: string, ends: string, ...answers: Script[]): this {
    this.scripts.push({ method, ends, answers });
    return this;
  }

  /** ARM calls so far, without sign-in; for example `PUT …/rg`. */
  calls(): string[] {
    return this.log
      .filter(({ path }) => path.startsWith("/subscriptions") || path.startsWith("/operations"))
      .map(
        ({ method, path }) => `${method} ${path.replace(`/subscriptions/${subscription}`, "~")}`,
      );
  }

  body(method: string): Json {
    const sent = this.log.filter((call) => call.method === method && call.path.includes("/subsc"));
    return JSON.parse(sent.at(-1)?.request.body ?? "null") as Json;
  }

  private answer(request: HttpRequest, url: URL): Answer {
    if (url.pathname === "/metadata/endpoints") return { status: 200, body: endpoints };
    if (url.pathname.endsWith("openid-configuration"))
      return { status: 200, body: { token_endpoint: "https://arm.test/token" } };
    if (url.pathname === "/token") return { status: 200, body: { ...token, expires_in: 3600 } };
    return this.resource(request, url.pathname);
  }

  private resource(request: HttpRequest, path: string): Answer {
    const key = path.toLowerCase();
    const kept = this.resources.get(key);
    if (request.method === "PUT" || request.method === "PATCH") {
      const sent = objectOr(JSON.parse(request.body ?? "null") as Json);
      const stored = { ...sent, id: path, name: path.split("/").at(-1) ?? "", type: "t" };
      this.resources.set(key, stored);
      return { status: 200, body: stored };
    }
    if (!kept) return { status: 404, body: { error: { code: "ResourceNotFound", message: "no" } } };
    if (request.method === "DELETE") this.resources.delete(key);
    return { status: 200, body: kept };
  }
}

const token = {
  token_type: "Bearer",
  access_token: `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`,
};
const endpoints = {
  name: "Test",
  resourceManager: "https://arm.test/",
  microsoftGraphResourceId: "https://graph.test/",
  authentication: { loginEndpoint: "https://login.test/", audiences: ["https://aud.test/"] },
};

function response(request: HttpRequest, answer: Answer): HttpResponse {
  const text = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
  return {
    status: answer.status,
    statusText: "Status Text",
    headers: answer.headers ?? {},
    text,
    request,
  };
}
