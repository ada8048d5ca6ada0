/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** How the answer is sampled; the tutorial's are temperature 0.6, top_p 0.9, do_sample true, max_new_tokens 200. */
export interface Sampling {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly do_sample?: boolean;
  readonly max_new_tokens?: number;
}

/** Body of a request to an MLflow chat-completion model (Azure/azureml-examples, `chat-completion.ipynb`). */
export interface ScoreBody {
  readonly input_data: {
    /** Conversations, or one conversation. */
    readonly input_string: readonly ChatMessage[] | readonly (readonly ChatMessage[])[];
    readonly parameters?: Sampling;
  };
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The tutorial's body: a list of one conversation. */
export function scoreBody(messages: readonly ChatMessage[], parameters: Sampling): ScoreBody {
  return { input_data: { input_string: [messages], parameters }, params: {} };
}

/** The same with the bare conversation, as the samples of other chat models have it; undefined when it is so already. */
export function flat({
  input_data: { input_string: input, parameters },
}: ScoreBody): ScoreBody | undefined {
  const [first] = input;
  if (!isConversation(first)) return undefined;
  return { input_data: { input_string: first, ...(parameters ? { parameters } : {}) } };
}

function isConversation(
  item: ChatMessage | readonly ChatMessage[] | undefined,
): item is readonly ChatMessage[] {
  return Array.isArray(item);
}

/** What a status means for a managed online endpoint (Azure ML docs, "Troubleshooting online endpoints", HTTP status codes). */
export const hints: Readonly<Record<number, string>> = {
  401: "the key or token is not the endpoint's, or it has been renewed: read it again",
  403: "this login may not score: it needs the action onlineEndpoints/score on the endpoint",
  404: "no deployment has traffic, or there is none of this name",
  408: "the model took longer than the deployment's requestTimeout",
  424: "the container refused; see the deployment's logs",
  429: "more requests than the deployment takes at once: raise maxConcurrentRequestsPerInstance or the instance count",
  500: "the platform failed; try again",
};

const textKeys = ["output", "outputs", "result", "generated_text", "content", "0"];

/** The text in an answer, whatever its form: a string, `{output}`, `[{"0": …}]`, `{choices: [{message: {content}}]}`. */
export function answerText(raw: unknown): string {
  return find(raw) ?? (typeof raw === "string" ? raw : JSON.stringify(raw));
}

function find(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return find(value[0]);
  if (typeof value !== "object" || value === null) return undefined;
  const object = value as Readonly<Record<string, unknown>>;
  const inner = [object.choices, object.message].find((one) => one !== undefined);
  if (inner !== undefined) return find(inner);
  return textKeys
    .filter((key) => key in object)
    .map((key) => find(object[key]))
    .find((text) => text !== undefined);
}
