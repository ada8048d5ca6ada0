import "./fast-start"; // before the libraries
import { configure, type Config } from "./context";
import { endWithEngine } from "./engine-watch";
import { handlers } from "./kinds";
import type { Handler } from "./reconciler";
import type { Properties } from "./state";

endWithEngine();

/** What the trampoline calls: finds the handler by the resource's own kind. The kinds are in states for ever; none is renamed. */
export const handler = {
  configure: (config: Config): Promise<void> => {
    configure(config);
    return Promise.resolve();
  },
  check: (olds: Properties, news: Properties) => of(news).check(olds, news),
  diff: (id: string, olds: Properties, news: Properties) => of(news).diff(id, olds, news),
  create: (inputs: Properties) => of(inputs).create(inputs),
  read: (id: string, olds: Properties) => of(olds).read(id, olds),
  update: (id: string, olds: Properties, news: Properties) => of(news).update(id, olds, news),
  delete: (id: string, olds: Properties) => of(olds).delete(id, olds),
};

function of(properties: Properties): Handler {
  const kind = String(properties.kind);
  const found = new Map(Object.entries(handlers)).get(kind);
  if (found) return found;
  throw new Error(
    `no handler for resources of kind '${kind}' in this checkout; known: ${Object.keys(handlers).join(", ")}. ` +
      "The stack was made by another version: check that version out.",
  );
}
