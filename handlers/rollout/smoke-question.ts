import type { Azure } from "../../azure/client";
import type { Context } from "../context";

/** A question to one deployment, whatever the traffic; it must answer with words. */
export async function askSmokeQuestion(
  azure: Azure,
  endpointId: string,
  deployment: string,
  question: string,
  { log }: Context,
): Promise<void> {
  const messages = [{ role: "user" as const, content: question }];
  const { text } = await azure.scoring.invoke({ endpointId, deployment, messages });
  if (text.trim() === "") throw new Error(`it answered '${question}' with nothing`);
  log(`'${deployment}' answered: ${text.replace(/\s+/g, " ").trim().slice(0, 120)}`);
}
