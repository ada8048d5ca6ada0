import { combinationProblems } from "./combinations";
import type { Config } from "./config";
import { dataSettings, type DataSettings } from "./data-settings";
import { SettingsError } from "./problem";
import { resolveRetired } from "./retired";
import { readSections } from "./sections";

/**
 * What a stack's config says of its data, and of nothing else: data are prepared before there is a subscription.
 * @param texts the project's own keys without namespace; sections as JSON
 * @param origin whose config it is, for messages
 * @param today the day on which retirements are judged, unless `preflight.asOf` says another
 * @throws SettingsError that lists what is wrong with preset, data and base model
 */
export function dataOf(
  texts: Readonly<Record<string, string>>,
  origin: string,
  today: Date,
): DataSettings {
  const { config, problems, asked, broken } = readSections(texts);
  const all = [...problems, ...combinationProblems(config, asked, broken)];
  const wrong = all.filter(({ path }) => /^(preset|data|training\.model)\b/.test(path));
  if (wrong.length > 0) throw new SettingsError(origin, wrong);
  return dataSettings(config.data, trainedModel(config, today));
}

/** The successor where the model that is asked for is retired. */
function trainedModel({ training, cluster, preflight }: Config, today: Date): string {
  const { model, onRetired: policy } = training;
  const date = preflight.asOf ?? today.toISOString().slice(0, 10);
  const vmSizes = { training: cluster.vmSize, serving: null };
  return resolveRetired({ model, vmSizes, date, policy }).model.name;
}
