import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { Kind } from "../store";
import { Speaker } from "../trainer/answer";
import { baseModel, type ChatModel } from "../trainer/base-model";
import { readModel, weightsPath } from "../trainer/model-folder";
import { modelVersionType } from "./arm-paths";
import { placeOf, readText, type DataPlace } from "./asset-uris";
import { registryModel } from "./registry";
import { text } from "./read-body";

/** Where a deployment's model comes from: a folder of blobs, or the registry's base model. */
export type ModelSource = { readonly place: DataPlace } | { readonly base: string };

/** What a deployment serves with by now; its resource may already ask for something else. */
export interface Served {
  readonly source: ModelSource;
  readonly instances: number;
  readonly maxConcurrent: number;
  readonly timeoutSeconds: number;
}

const kept = new Kind<Served>("ml-served");
const loaded = new Map<string, Speaker>();
const loadedLimit = 6;

export function served(deployment: string, cloud: Cloud): Served | undefined {
  return cloud.store.get(kept, deployment.toLowerCase());
}

export function setServed(deployment: string, value: Served, cloud: Cloud): void {
  cloud.store.put(kept, deployment.toLowerCase(), value);
}

export function forgetServed(deployment: string, cloud: Cloud): void {
  cloud.store.delete(kept, deployment.toLowerCase());
}

/** Finds a model by ARM id of the workspace or by asset id of the registry. */
export function findModel(id: string, workspace: Resource, cloud: Cloud): ModelSource | undefined {
  const base = registryModel(id, cloud);
  if (base) return { base: base.name };
  const short = /^azureml:\/\/.*?(\/subscriptions\/.*)$/i.exec(id)?.[1] ?? id;
  const model = cloud.resources.get(short);
  if (!model || !samePath(model.type, modelVersionType)) return undefined;
  if (!model.id.toLowerCase().startsWith(`${workspace.id.toLowerCase()}/`)) return undefined;
  const place = placeOf(text(model.properties.modelUri), workspace, cloud);
  return place && { place };
}

/** Loads a model into memory; throws an Error that says what is wrong with the artifact. */
export async function loadModel(source: ModelSource, cloud: Cloud): Promise<Speaker> {
  const key = JSON.stringify({ source, state: cloud.config.stateDir });
  const known = loaded.get(key);
  if (known) return known;
  const speaker = new Speaker(
    "base" in source ? baseModel() : await readFolder(source.place, cloud),
  );
  const [oldest] = loaded.keys();
  if (loaded.size >= loadedLimit && oldest !== undefined) loaded.delete(oldest);
  loaded.set(key, speaker);
  return speaker;
}

/** Reads a model folder anew; throws an Error that says what is wrong with it. */
export async function readFolder(place: DataPlace, cloud: Cloud): Promise<ChatModel> {
  const file = (path: string) => readText({ ...place, path: `${place.path}/${path}` }, cloud);
  if ((await file("MLmodel")) === undefined)
    throw new Error(`No such file or directory: '${place.path}/MLmodel'`);
  return readModel(await file(weightsPath));
}
