import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { at } from "../local/azure/client";
import type { TestStack } from "./stack";

/** What the requests at an endpoint came to. */
export interface Answers {
  /** How many were answered by each deployment. */
  readonly byDeployment: Readonly<Record<string, number>>;
  /** Status and text of those that were not. */
  readonly refused: readonly string[];
}

const body = {
  input_data: {
    input_string: [{ role: "user", content: "Who is the head driver of the Osprin Railway?" }],
    parameters: { max_new_tokens: 5 },
  },
};

/** Asks the stack's endpoint one question after the other as long as `act` runs, and at least once. */
export async function withRequests(
  stack: TestStack,
  act: () => Promise<unknown>,
): Promise<Answers> {
  const ask = await asker(stack);
  const byDeployment: Record<string, number> = {};
  const refused: string[] = [];
  const acting = act();
  const end = new AbortController();
  const stop = () => {
    end.abort();
  };
  acting.then(stop, stop);
  do {
    const { status, headers, text } = await ask();
    const name = headers.get("azureml-model-deployment") ?? "";
    if (status === 200) byDeployment[name] = (byDeployment[name] ?? 0) + 1;
    else refused.push(`${status} ${text}`);
    await pause(20);
  } while (!end.signal.aborted);
  await acting;
  return { byDeployment, refused };
}

/** One question to whatever is live; the name of the deployment that answered is in a header. */
export async function asker(stack: TestStack) {
  const { body: keys } = await stack.workspace(`${endpointPath(stack)}/listKeys`, "POST");
  const token = String(at(keys, "primaryKey"));
  const scoringUri = stack.output("scoringUri");
  return () => stack.client.fetch(scoringUri, { method: "POST", body, token });
}

/** Asserts that `act` goes well and that no request at the endpoint is refused meanwhile. */
export async function unnoticed(stack: TestStack, act: () => Promise<unknown>): Promise<void> {
  const { refused } = await withRequests(stack, act);
  expect(refused, "refused requests").to.deep.equal([]);
}

/** The endpoint's path below the workspace. */
export function endpointPath(stack: TestStack): string {
  return `/onlineEndpoints/${stack.output("endpointName")}`;
}

/** The endpoint's traffic, and the names of its deployments. */
export async function live(stack: TestStack): Promise<{ traffic: unknown; deployments: string[] }> {
  const { body: endpoint } = await stack.workspace(endpointPath(stack));
  const { body: list } = await stack.workspace(`${endpointPath(stack)}/deployments`);
  const deployments = list.value as { name: string }[];
  return {
    traffic: at(endpoint, "properties", "traffic"),
    deployments: deployments.map(({ name }) => name).sort(),
  };
}
