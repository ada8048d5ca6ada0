import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud";
import type { RequestFault } from "../faults";
import { checkArm } from "../arm/gate";
import { AzureError } from "./azure-error";
import { RequestCall } from "./call";
import { checkQuery } from "./query-check";
import type { RequestLog } from "./request-log";
import { json } from "./response";
import type { Match, Router } from "./router";

interface PipelineOptions {
  readonly cloud: Cloud;
  readonly router: Router;
  readonly log: RequestLog;
}

/** What a request goes through: fault, route, token, query, ARM's checks, handler; then ids, error shape, log. */
export class Pipeline {
  readonly #options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /** `cut` destroys the connection; nothing is answered then. */
  async answer(request: Request, cut: () => void): Promise<Response> {
    const url = new URL(request.url);
    const call = new RequestCall(request, url);
    const path = url.pathname.replace(/^\/+/, "/");
    const began = new Date().toISOString();
    const record = (status: number): void => {
      if (path.startsWith("/admin/")) return;
      const query = url.search.slice(1);
      const text = call.method === "GET" || call.method === "HEAD" ? undefined : call.read;
      this.#options.log.add({ began, method: call.method, path, query, status, text });
    };
    let response: Response;
    try {
      const fault = path.startsWith("/admin/")
        ? undefined
        : this.#options.cloud.faults.takeRequest(call.method, path);
      if (fault === "reset") {
        record(0);
        cut();
        return new Response(null, { status: 500 });
      }
      if (fault === "expiredToken") call.isExpired = true;
      else if (fault !== undefined && fault !== "lostAnswer") await this.#suffer(fault);
      response = await this.#handle(call, path);
      if (fault === "lostAnswer") {
        // Done, but the client never learns it.
        record(response.status);
        cut();
        return new Response(null, { status: 500 });
      }
    } catch (error) {
      response = errorResponse(error);
    }
    this.#identify(call, response);
    record(response.status);
    return response;
  }

  async #suffer(
    fault: Exclude<RequestFault, "reset" | "lostAnswer" | "expiredToken">,
  ): Promise<void> {
    if ("delaySeconds" in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delaySeconds * 1000));
      return;
    }
    const { status, code = defaultCode(status), headers = {} } = fault;
    const { message = `The fault that was asked for: ${code}.` } = fault;
    throw new AzureError(status, code, message, { headers });
  }

  async #handle(call: RequestCall, path: string): Promise<Response> {
    const { cloud } = this.#options;
    // as Azure's front does: what comes behind it decodes names without a further look
    if (/%(?![0-9a-f]{2})/i.test(path))
      throw new AzureError(400, "BadRequest", `The path '${path}' is not well encoded.`);
    const { route, params } = this.#match(call.method, path);
    call.params = params;
    if (call.isExpired && route.seesExpired !== true) throw cloud.tokens.expired();
    if (route.audience !== "none") {
      const audiences = cloud.config.audiences[route.audience];
      call.caller = await cloud.tokens.check(call.headers.get("authorization"), audiences);
    }
    checkQuery(call, route, path);
    if (route.audience === "arm") checkArm(call, cloud);
    // data planes take ARM's tokens too
    call.isManagement = route.audience === "arm" && /^\/(subscriptions|providers)\//i.test(path);
    return await route.handle(call, cloud);
  }

  #match(method: string, path: string): Match {
    const { router, cloud } = this.#options;
    const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
    // The trailing slash matters to blobs only, whose routes take the rest of the path.
    const found = [...router.matches(method, path), ...router.matches(method, plain)].find(
      ({ route, params }) => route.when === undefined || route.when(params, cloud),
    );
    if (found) return found;
    throw new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate '${method} ${path}'.`,
    );
  }

  #identify(call: RequestCall, { headers }: Response): void {
    const id = randomUUID();
    if (!headers.has("x-ms-request-id")) headers.set("x-ms-request-id", id);
    headers.set(
      "x-ms-correlation-request-id",
      call.headers.get("x-ms-correlation-request-id") ?? id,
    );
    const client = call.headers.get("x-ms-client-request-id");
    if (client !== null && !headers.has("x-ms-client-request-id"))
      headers.set("x-ms-client-request-id", client);
  }
}

function errorResponse(error: unknown): Response {
  if (error instanceof AzureError) {
    const { status, more } = error;
    return json(status, { error: error.body() }, more.headers);
  }
  console.error(error);
  return json(500, { error: { code: "InternalServerError", message: String(error) } });
}

function defaultCode(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    408: "RequestTimeout",
    429: "TooManyRequests",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
  };
  return codes[status] ?? "Fault";
}
