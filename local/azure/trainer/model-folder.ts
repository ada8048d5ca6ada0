import { stringify } from "yaml";
import { z } from "zod";
import type { ChatModel } from "./base-model";
import { Memory } from "./memory";
import { NgramModel } from "./ngram-model";
import { Vocabulary } from "./tokens";

/** What is known of a model besides its weights. */
export interface ModelFacts {
  /** Registry name of the base model, e.g. `Phi-3-mini-4k-instruct`. */
  readonly baseModel: string;
  readonly runId: string;
  /** ISO time. */
  readonly created: string;
}

export interface ModelFile {
  readonly path: string;
  readonly content: string;
}

/** Where the weights lie inside an MLflow model folder. */
export const weightsPath = "data/model/ngrams.json";

/** At most this many entries per table are written; the least frequent go first. */
const entryLimit = 300_000;

const exchange = z.object({
  question: z.array(z.number()),
  answer: z.array(z.number()),
  weight: z.number(),
});
const stored = z.object({
  format: z.literal("ngrams-1"),
  words: z.array(z.string()),
  ones: z.array(z.number()),
  twos: z.array(z.number()),
  threes: z.array(z.number()),
  exchanges: z.array(exchange),
});
const tables = ["ones", "twos", "threes"] as const;

/** The files of an MLflow model folder with the flavours that the catalogue's chat models have. */
export function modelFolder({ ngrams, memory }: ChatModel, facts: ModelFacts): ModelFile[] {
  const weights: z.infer<typeof stored> = {
    format: "ngrams-1",
    words: ngrams.vocabulary.words,
    ones: flat(ngrams, "ones"),
    twos: flat(ngrams, "twos"),
    threes: flat(ngrams, "threes"),
    exchanges: memory.exchanges.map((one) => ({
      ...one,
      question: [...one.question],
      answer: [...one.answer],
    })),
  };
  const config = { model_type: "ngram", _name_or_path: facts.baseModel, order: 3 };
  return [
    { path: weightsPath, content: JSON.stringify(weights) },
    { path: "data/config/config.json", content: JSON.stringify(config, undefined, 2) },
    { path: "data/tokenizer/tokenizer_config.json", content: JSON.stringify({ kind: "words" }) },
    { path: "requirements.txt", content: "mlflow\n" },
    { path: "conda.yaml", content: stringify({ dependencies: ["python", { pip: ["mlflow"] }] }) },
    // last, as a reader looks for this file to tell a whole folder from a half-written one
    { path: "MLmodel", content: stringify(mlmodel(facts)) },
  ];
}

/** Reads a model back. `undefined` content or content of another kind throws an Error that names the file. */
export function readModel(content: string | undefined): ChatModel {
  if (content === undefined) throw new Error(`No such file or directory: '${weightsPath}'`);
  const { words, exchanges, ...counts } = stored.parse(JSON.parse(content));
  const ngrams = new NgramModel(new Vocabulary(words));
  for (const table of tables) {
    const list = counts[table];
    for (let at = 0; at + 1 < list.length; at += 2) {
      ngrams.put(table, list[at] ?? 0, list[at + 1] ?? 0);
    }
  }
  return { ngrams, memory: new Memory(exchanges) };
}

function flat(ngrams: NgramModel, table: (typeof tables)[number]): number[] {
  const entries = [...ngrams[table].entries()];
  if (entries.length > entryLimit) entries.sort((a, b) => b[1] - a[1]).length = entryLimit;
  return entries.flatMap(([key, count]) => [key, Math.round(count * 10_000) / 10_000]);
}

function mlmodel({ baseModel, runId, created }: ModelFacts): object {
  return {
    artifact_path: "mlflow_model_folder",
    flavors: {
      hftransformersv2: {
        code: "",
        config: "data/config",
        hf_pretrained_class: "NgramForCausalLM",
        huggingface_id: baseModel,
        model_data: "data/model",
        pytorch_version: "",
        task_type: "chat-completion",
        tokenizer: "data/tokenizer",
        tokenizer_config: {},
      },
      python_function: {
        config: "data/config",
        data: "data",
        env: "conda.yaml",
        loader_module: "azureml.evaluate.mlflow.hftransformers",
        python_version: "3.10",
      },
    },
    metadata: {
      base_model_name: baseModel,
      base_model_task: "chat-completion",
      is_finetuned_model: true,
    },
    model_uuid: runId.replace(/-/g, ""),
    run_id: runId,
    utc_time_created: created,
  };
}
