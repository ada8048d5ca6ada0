import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ownCommand } from "../stack/next-step";
import { connectTo, settingsOf, type StackView } from "../stack/read-stack";
import { chooseQuestion, type QuestionOptions, type Chosen } from "./choose-question";
import { plainText, showBlocks } from "./columns";
import { liveDeployment } from "./live-deployment";
import { requestOf } from "./question";

/** Name of the saved request, as in the tutorial; it is made where the command was typed. */
const requestFile = "sample_score.json";

/** Asks the stack's deployment one question and shows the answer beside the expected one. */
export async function ask(stack: StackView, options: QuestionOptions): Promise<void> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const azure = connectTo(stack, say);
  azure.catch(() => undefined); // what is wrong with the question is told first
  const chosen = await chooseQuestion(() => settingsOf(stack).data.test, options);
  const { endpoint, deployment, scoringUri } = await liveDeployment(stack, () => azure);
  const body = requestOf(chosen);
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), requestFile);
  writeFileSync(file, JSON.stringify(body));
  say(`Asking deployment '${deployment}' of endpoint '${endpoint.name}' (request: ${file})`);
  const { endpoints, scoring } = await azure;
  const token = await endpoints.token(endpoint);
  const { text, seconds } = await scoring.invoke({ scoringUri, token, deployment, body });
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  console.log(
    [
      "",
      ...showAnswer(chosen, text, width),
      "",
      `Answered in ${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`}`,
    ].join("\n"),
  );
  if (chosen.row !== undefined && options.row === undefined) {
    say(`The same again: ${ownCommand("invoke", stack.name, sameRow(chosen.row, options))}`);
  }
}

/** The question, then the answer beside the one expected. */
export function showAnswer(chosen: Chosen, answer: string, width: number | undefined): string[] {
  const earlier = chosen.messages.length - 1;
  const turns = earlier === 0 ? "" : `, after ${earlier} earlier turn${earlier === 1 ? "" : "s"}`;
  const asked = { heading: `Question (${chosen.from}${turns})`, text: lastTurn(chosen) };
  const answers = [
    { heading: "Answer", text: plainText(answer).trim() === "" ? "(nothing)" : answer },
    ...(chosen.expected === undefined ? [] : [{ heading: "Expected", text: chosen.expected }]),
  ];
  return [...showBlocks([asked], width), "", ...showBlocks(answers, width)];
}

function lastTurn({ messages }: Chosen): string {
  return messages.at(-1)?.content ?? "";
}

function sameRow(row: number, { data }: QuestionOptions): string[] {
  return ["--row", String(row), ...(data === undefined ? [] : ["--data", `'${data}'`])];
}
