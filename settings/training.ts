import { z } from "zod";
import { optimisation, parameters } from "./component-inputs";
import { flag, integer, section, text } from "./fields";

const assetName = () =>
  text(/^[a-zA-Z0-9][\w./-]{0,199}$/, "letters, digits, '-', '_', '.' and '/', at most 200");
const version = () =>
  text(/^[\w.-]{1,100}$/, "a version such as '15', or 'latest'").default("latest");

/** What is trained, with what, and how often it may fail. */
export const training = section({
  registry: assetName()
    .default("azureml")
    .describe("Registry of the base model and of the component."),
  model: section({
    name: assetName()
      .default("Phi-3-mini-4k-instruct")
      .describe("Base model. Changing it trains anew."),
    version: version().describe(
      "Its version. 'latest' is resolved at the first submit and kept until this setting changes.",
    ),
  })
    .prefault({})
    .describe("The base model."),
  component: section({
    name: assetName().default("chat_completion_pipeline").describe("Pipeline component."),
    version: version().describe("Its version; 'latest' is resolved as for the model."),
  })
    .prefault({})
    .describe("The pipeline component that trains."),
  experiment: text(
    /^[a-zA-Z0-9][\w-]{0,254}$/,
    "1 to 255 letters, digits, '-' and '_', a letter or digit first",
  )
    .optional()
    .describe("Experiment of the job. Default: chat_completion_<model>."),
  modelName: text(/^[a-zA-Z0-9][\w.-]{0,254}$/, "1 to 255 letters, digits, '-', '_' and '.'")
    .optional()
    .describe("Name of the registered model. Default: <model>-ultrachat-200k."),
  parameters: parameters
    .prefault({})
    .describe("How to train. What is set here wins over the model's own defaults."),
  optimisation: optimisation
    .prefault({})
    .describe("What saves memory or time. What is set here wins over the model's own defaults."),
  overrides: z
    .record(
      z
        .string()
        .regex(/^[a-z]\w{0,99}$/i)
        .meta({ expects: "the name of a component input" }),
      z
        .union([z.string(), z.number(), z.boolean().transform(String)])
        .meta({ expects: "a text, a number, true or false" }),
    )
    .readonly()
    .prefault({})
    .describe("Inputs of newer component versions, not listed under parameters and optimisation."),
  numNodes: integer(1, 100).default(1).describe("Nodes that train one job together."),
  attempts: integer(1, 10)
    .default(3)
    .describe("How often a job with the same inputs may be submitted after failures."),
  wait: flag()
    .default(true)
    .describe("Wait for the job. false ends `up` after the submit; a later `up` goes on."),
  keepModels: integer(1, 100)
    .default(3)
    .describe("Versions of the registered model that are kept; one in use is never deleted."),
  onRetired: z
    .enum(["replace", "warn", "fail"])
    .default("replace")
    .describe("What to do when model or VM size is retired: take the successor, say so, or stop."),
});
