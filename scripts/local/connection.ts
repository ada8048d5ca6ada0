import { readFileSync } from "node:fs";
import { request } from "node:https";
import { z } from "zod";

const connectionSchema = z.object({
  pid: z.number(),
  url: z.url(),
  proxyUrl: z.url(),
  tenantId: z.string(),
  subscriptionId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  objectId: z.string(),
  adminKey: z.string(),
  caFile: z.string(),
  bundleFile: z.string(),
  asOf: z.string(),
  speed: z.number(),
  latency: z.number(),
  location: z.string(),
});

/** How to reach local Azure, as it announces it in `azure.json`. */
export type Connection = z.infer<typeof connectionSchema>;

/** What `azure.json` says, or undefined when there is none: local Azure removes it when it stops. */
export function readConnection(file: string): Connection | undefined {
  try {
    return connectionSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** An answer of local Azure's admin routes. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Calls an admin route. Not by fetch: this process was started without local Azure's CA.
 * @throws Error when nothing answers within five seconds
 */
export function callAdmin(
  connection: Connection,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<AdminAnswer> {
  return new Promise((done, fail) => {
    const headers = {
      "x-local-azure-key": connection.adminKey,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const ca = readFileSync(connection.caFile);
    const options = { method, headers, ca, agent: false, timeout: 5000 } as const;
    const call = request(new URL(path, connection.url), options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => {
        done({ status: response.statusCode ?? 0, body: parse(text) });
      });
      response.on("error", fail);
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 5 s")));
    call.on("error", fail);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The announced local Azure when it really answers, under the process number that it announced. */
export async function runningAzure(file: string): Promise<Connection | undefined> {
  const connection = readConnection(file);
  if (connection === undefined) return undefined;
  try {
    const { status, body } = await callAdmin(connection, "GET", "/admin/health");
    const pid = z.object({ pid: z.number() }).safeParse(body).data?.pid;
    return status === 200 && pid === connection.pid ? connection : undefined;
  } catch {
    return undefined; // a left-over file: nobody listens, or somebody else does
  }
}
