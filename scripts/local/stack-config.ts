import type { Connection } from "./connection";
import { Document, isMap, parseDocument } from "yaml";

const heading = ` Configuration of the stack on local Azure. Made from Pulumi.dev.yaml once; edit it here, the checkout stays clean.`;

/**
 * Text of the stack's configuration file: the values of another stack, with local Azure's region and short waits. Where its
 * catalogue is of another day, so is the day on which retirements are judged.
 * Encrypted values and the salt stay behind: they belong to the other stack's passphrase.
 */
export function localConfig(
  from: string,
  { location, asOf }: Pick<Connection, "location" | "asOf">,
  today = new Date(),
): string {
  const given = parseDocument(from);
  const document = isMap(given.contents) ? given : new Document({});
  ["encryptionsalt", "encryptedkey", "secretsprovider"].forEach((key) => document.delete(key));
  const config = document.get("config");
  if (isMap(config)) {
    config.items = config.items.filter(({ value }) => !(isMap(value) && value.has("secure")));
  } else {
    document.set("config", document.createNode({}));
  }
  document.setIn(["config", "azure-native:location"], location);
  document.setIn(["config", "azure-finetune:waits", "pollSeconds"], 1);
  if (asOf !== today.toISOString().slice(0, 10))
    document.setIn(["config", "azure-finetune:preflight", "asOf"], asOf);
  document.commentBefore = heading;
  return document.toString();
}
