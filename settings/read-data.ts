import { combinationProblems } from "./combinations";
import { dataSettings, type DataSettings } from "./data-settings";
import { SettingsError } from "./problem";
import { readSections } from "./sections";

/**
 * What a stack's config says of its data, and of nothing else: data are prepared before there is a subscription.
 * @param texts the project's own keys without namespace; sections as JSON
 * @param origin whose config it is, for messages
 * @throws SettingsError that lists what is wrong with preset, data and base model
 */
export function dataOf(texts: Readonly<Record<string, string>>, origin: string): DataSettings {
  const { config, problems, asked, broken } = readSections(texts);
  const all = [...problems, ...combinationProblems(config, asked, broken)];
  const wrong = all.filter(({ path }) => /^(preset|data|training\.model)\b/.test(path));
  if (wrong.length > 0) throw new SettingsError(origin, wrong);
  return dataSettings(config.data, config.training.model.name);
}
