import { z } from "zod";
import { type ChatMessage, type ScoreBody, scoreBody } from "../../azure/score-body";

/** What the model is asked, and what the data set says that it should answer. */
export interface Question {
  readonly messages: readonly ChatMessage[];
  /** Undefined where nobody knows. */
  readonly expected?: string;
}

const rowSchema = z.object({
  messages: z
    .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
    .min(1),
});

/** How the tutorial samples (azureml-examples, `chat-completion.ipynb`). */
const sampling = { temperature: 0.6, top_p: 0.9, do_sample: true, max_new_tokens: 200 };

/**
 * The conversation of a row up to its last assistant turn, which is the expected answer.
 * @throws Error that says what is wrong with the row
 */
export function questionOf(text: string): Question {
  const { messages } = parse(text);
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  if (last === -1) return { messages };
  if (last === 0) throw new Error("its only answer has no question before it");
  return { messages: messages.slice(0, last), expected: messages[last]?.content ?? "" };
}

/** A conversation of one question. */
export function ownQuestion(content: string): Question {
  return { messages: [{ role: "user", content }] };
}

/** The request, as it is saved and sent. */
export function requestOf({ messages }: Question): ScoreBody {
  return scoreBody(messages, sampling);
}

function parse(text: string): z.infer<typeof rowSchema> {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not valid JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
  const checked = rowSchema.safeParse(row);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new Error(
    `${where === "" ? "" : `'${where}': `}${issue?.message ?? "it is no conversation"}; a row is {"messages": [{"role": "user", "content": "…"}, …]}`,
  );
}
