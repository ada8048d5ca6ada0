import { z } from "zod";
import { optionalMap } from "./read-body";

/** An input of the pipeline itself: camelCase. */
const pipelineInput = z.looseObject({
  jobInputType: z.string(),
  uri: z.string().optional(),
  value: z.string().optional(),
});
/** An input of a node inside the pipeline: the service reads snake_case there. */
const nodeInput = z.looseObject({
  job_input_type: z.string(),
  uri: z.string().optional(),
  value: z.string().optional(),
});
const nodeOutput = z.looseObject({ type: z.string().optional(), value: z.string().optional() });
const pipelineOutput = z.looseObject({
  jobOutputType: z.string(),
  uri: z.string().nullish(),
  assetName: z.string().nullish(),
  assetVersion: z.string().nullish(),
});

const node = z.looseObject({
  type: z.string(),
  componentId: z.string(),
  inputs: z.record(z.string(), nodeInput).default({}),
  outputs: z.record(z.string(), nodeOutput).default({}),
});

/** `properties` of a pipeline job. */
export const pipelineJob = z.looseObject({
  jobType: z.literal("Pipeline"),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  experimentName: z.string().default("Default"),
  isArchived: z.boolean().default(false),
  tags: optionalMap,
  properties: optionalMap,
  inputs: z
    .record(z.string(), pipelineInput)
    .nullish()
    .transform((map) => map ?? {}),
  outputs: z
    .record(z.string(), pipelineOutput)
    .nullish()
    .transform((map) => map ?? {}),
  jobs: z.record(z.string(), node),
  settings: z
    .looseObject({})
    .nullish()
    .transform((map) => map ?? {}),
});

export const jobBody = z.looseObject({ properties: z.looseObject({ jobType: z.string() }) });

export type PipelineJob = z.infer<typeof pipelineJob>;
export type PipelineNode = z.infer<typeof node>;
