import { basics } from "./basics";
import { cognitiveServices, cognitiveServicesLists } from "./cognitive-services";
import { machineLearning, machineLearningLists } from "./machine-learning";
import { monitoring } from "./monitoring";
import type { ListFunction, TypeRow } from "./row";
import { storage, storageLists } from "./storage";

/** Every resource type that the stand-in has. */
export const rows: readonly TypeRow[] = [
  ...basics,
  ...storage,
  ...machineLearning,
  ...cognitiveServices,
  ...monitoring,
];
/** Every `list…` function that the stand-in has; each type has its `get…` function by itself. */
export const listFunctions: readonly ListFunction[] = [
  ...storageLists,
  ...machineLearningLists,
  ...cognitiveServicesLists,
];

const byToken = new Map(rows.map((row) => [row.token, row]));

/** `azure-native:storage:StorageAccount` → its row. An unknown type is an error that names it. */
export function rowOf(type: string): TypeRow {
  const row = byToken.get(type.replace(/^azure-native:/, ""));
  if (!row) throw new Error(`the local stand-in for azure-native has no type '${type}'`);
  return row;
}
