import { createHash } from "node:crypto";

/** What makes two jobs the same job: content and resolved versions, never addresses, paths, names or tags. */
export interface JobIdentity {
  readonly trainHash: string;
  readonly testHash: string;
  /** Registry asset IDs with their versions. */
  readonly modelId: string;
  readonly componentId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** 12 hexadecimal digits; equal numbers written differently ("5e-6", "0.000005") are equal here. */
export function jobHash(identity: JobIdentity): string {
  const parameters = Object.entries(identity.parameters)
    .map(([name, value]) => [name, canonical(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { trainHash, testHash, modelId, componentId } = identity;
  const text = JSON.stringify([trainHash, testHash, modelId, componentId, parameters]);
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** The name of an attempt, counted from 1; also the run ID and the idempotency key of the submit. */
export function jobName(hash: string, attempt: number): string {
  return `finetune-${hash}-${attempt}`;
}

function canonical(value: string): string {
  const number = Number(value);
  return value.trim() !== "" && Number.isFinite(number) ? String(number) : value;
}
