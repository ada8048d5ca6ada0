import type { Azure } from "../../azure/client";
import { scoreBody } from "../../azure/score-body";
import type { Context } from "../context";

/** A short answer that is the same each time. */
const greedy = { do_sample: false, max_new_tokens: 60 };

/** A question to one deployment, whatever the traffic; it must answer with words. */
export async function askSmokeQuestion(
  azure: Azure,
  endpointId: string,
  deployment: string,
  question: string,
  { log }: Context,
): Promise<void> {
  const endpoint = await azure.endpoints.get(endpointId);
  const { text } = await azure.scoring.invoke({
    scoringUri: endpoint.properties.scoringUri ?? "",
    token: await azure.endpoints.token(endpoint),
    deployment,
    body: scoreBody([{ role: "user", content: question }], greedy),
  });
  if (text.trim() === "") throw new Error(`it answered '${question}' with nothing`);
  log(`'${deployment}' answered: ${text.replace(/\s+/g, " ").trim().slice(0, 120)}`);
}
