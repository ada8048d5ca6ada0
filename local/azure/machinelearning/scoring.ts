import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { childId, endpointType } from "./arm-paths";
import { endpointAt } from "./endpoint-body";
import { endpointKeys, endpointToken, liveTraffic } from "./endpoint-records";
import { addLogs } from "./deployment-logs";
import { text } from "./read-body";
import { loadModel, served, type Served } from "./served-models";

const turn = z.object({ role: z.string(), content: z.string() });
const scoreBody = z.looseObject({
  input_data: z.looseObject({
    input_string: z.union([z.array(turn).min(1), z.array(z.array(turn).min(1)).min(1)]),
    parameters: z
      .looseObject({
        temperature: z.number().min(0).optional(),
        top_p: z.number().positive().max(1).optional(),
        top_k: z.int().positive().optional(),
        do_sample: z.boolean().optional(),
        max_new_tokens: z.int().positive().optional(),
      })
      .default({}),
  }),
});

/** Seconds that a GPU takes for one token of an answer. */
const secondsPerToken = 0.03;
const inFlight = new Map<string, number>();

async function score(call: Call, cloud: Cloud): Promise<Response> {
  const { region = "", endpointName = "" } = call.params;
  const endpoint = endpointAt(region.toLowerCase(), endpointName, cloud);
  if (!endpoint) return plain(404, "The endpoint does not exist.");
  const refusal = await refusalOf(call, endpoint, cloud);
  if (refusal) return refusal;
  const name = chooseDeployment(call, endpoint, cloud);
  const id = name === undefined ? "" : childId(endpoint, "deployments", name);
  const serving = served(id, cloud);
  if (name === undefined || !serving)
    return plain(404, "No deployment was found that can answer the request.");
  const busy = inFlight.get(id) ?? 0;
  if (busy >= 2 * serving.maxConcurrent * serving.instances)
    return plain(429, "Too many requests are in flight.", { "retry-after": "1" });
  inFlight.set(id, busy + 1);
  try {
    return await answer(call, { id, name, serving }, cloud);
  } finally {
    inFlight.set(id, (inFlight.get(id) ?? 1) - 1);
  }
}

async function answer(
  call: Call,
  { id, name, serving }: { id: string; name: string; serving: Served },
  cloud: Cloud,
): Promise<Response> {
  const headers = { "azureml-model-deployment": name };
  const failed = (status: number, reason: string): Response => {
    addLogs(id, "InferenceServer", [`POST /score ${status} ${reason}`], cloud);
    return plain(424, reason, {
      ...headers,
      "ms-azureml-model-error-statuscode": String(status),
      "ms-azureml-model-error-reason": "model_error",
    });
  };
  const body = parse(await call.text());
  if (!body) return failed(400, "The body is not of the form that the model reads.");
  const { input_string: input, parameters } = body.input_data;
  if (parameters.do_sample === true && parameters.temperature === 0)
    return failed(400, "ValueError: `temperature` (=0) has to be a strictly positive float.");
  let speaker;
  try {
    speaker = await loadModel(serving.source, cloud);
  } catch (error) {
    return failed(500, error instanceof Error ? error.message : String(error));
  }
  const texts = conversationsOf(input).map((turns) =>
    speaker.answer(turns, { ...sampling(parameters), seed: randomInt(2 ** 31) }),
  );
  const tokens = Math.max(...texts.map((one) => one.split(/\s+/).length));
  const seconds = tokens * secondsPerToken * cloud.clock.latency;
  await cloud.clock.sleep(Math.min(tokens * secondsPerToken, serving.timeoutSeconds));
  if (seconds > serving.timeoutSeconds) return plain(408, "The request timed out.", headers);
  addLogs(id, "InferenceServer", [`POST /score 200 ${tokens} tokens`], cloud);
  return json(200, { output: texts.length === 1 ? texts[0] : texts }, headers);
}

function parse(content: string): z.infer<typeof scoreBody> | undefined {
  try {
    const checked = scoreBody.safeParse(JSON.parse(content));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

type Turn = z.infer<typeof turn>;

/** The tutorial nests the conversation, other samples send it flat; both are read. */
function conversationsOf(input: readonly (Turn | readonly Turn[])[]): (readonly Turn[])[] {
  const nested = input.filter((item): item is readonly Turn[] => Array.isArray(item));
  return nested.length > 0 ? nested : [input.filter((item): item is Turn => !Array.isArray(item))];
}

function sampling(parameters: z.infer<typeof scoreBody>["input_data"]["parameters"]) {
  const { temperature, top_p, top_k, do_sample, max_new_tokens } = parameters;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(top_k === undefined ? {} : { top_k }),
    ...(do_sample === undefined ? {} : { do_sample }),
    ...(max_new_tokens === undefined ? {} : { max_new_tokens }),
  };
}

/** 401 for a credential that is not the endpoint's, 403 for one without the right to score. */
async function refusalOf(
  call: Call,
  endpoint: Resource,
  cloud: Cloud,
): Promise<Response | undefined> {
  const header = call.headers.get("authorization");
  const bearer = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
  const denied = plain(401, "key_auth_access_denied", { "www-authenticate": "Bearer" });
  if (bearer === undefined) return denied;
  const mode = text(endpoint.properties.authMode);
  if (mode === "Key") {
    const { primaryKey, secondaryKey } = endpointKeys(endpoint.id, cloud);
    return [primaryKey, secondaryKey].includes(bearer) ? undefined : denied;
  }
  if (mode === "AMLToken") {
    const token = endpointToken(endpoint.id, cloud);
    const works = token?.token === bearer && token.expires > Date.now() / 1000;
    return works ? undefined : denied;
  }
  const caller = await cloud.tokens.check(header, cloud.config.audiences.ml);
  const action = `${endpointType}/score/action`;
  return cloud.roles.effective(caller.objectId, endpoint.id, { action })
    ? undefined
    : plain(403, `The caller does not have the permission ${action}.`);
}

/** The deployment that the header names, or one drawn by the live traffic. */
function chooseDeployment(call: Call, endpoint: Resource, cloud: Cloud): string | undefined {
  const named = call.headers.get("azureml-model-deployment");
  if (named !== null) return named;
  const shares = Object.entries(liveTraffic(endpoint.id, cloud)).filter(([, share]) => share > 0);
  let left = randomInt(100);
  for (const [name, share] of shares) {
    left -= share;
    if (left < 0) return name;
  }
  return shares[0]?.[0];
}

function plain(status: number, message: string, headers: Record<string, string> = {}): Response {
  return json(status, { error: { code: String(status), message } }, headers);
}

function swagger(call: Call, cloud: Cloud): Response {
  const { region = "", endpointName = "" } = call.params;
  const endpoint = endpointAt(region.toLowerCase(), endpointName, cloud);
  if (!endpoint) return empty(404);
  return json(200, {
    swagger: "2.0",
    info: { title: endpoint.name, version: "1.0" },
    paths: { "/score": { post: { operationId: "RunMLService" } } },
  });
}

const path = "/inference/{region}/{endpointName}";

export const scoringRoutes: readonly Route[] = [
  { method: "POST", path: `${path}/score`, audience: "none", query: ["*"], handle: score },
  {
    method: "GET",
    path: `${path}/swagger.json`,
    audience: "none",
    query: ["version"],
    handle: swagger,
  },
];
