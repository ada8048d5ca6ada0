import type * as pulumi from "@pulumi/pulumi";
import type { Config } from "../handlers/context";
import type { handler } from "../handlers/index";
import type { Properties } from "../handlers/state";

/**
 * The one provider object whose text Pulumi writes into the state, once per resource. It loads the handlers of the
 * checkout and nothing else, so that its text never changes and `destroy` of an old stack runs today's code.
 *
 * The provider process starts in the project's folder and has no loader for TypeScript; tsx is one. It must not
 * capture anything but `load`: whatever it captured would be copied into the state.
 */
export const trampoline: pulumi.dynamic.ResourceProvider<Properties, Properties> = {
  // Called before anything else and not awaited by concurrent first calls: it has no effect but a synchronous one.
  configure: (request: { readonly config: Config }) => load().configure(request.config),
  check: (olds, news) => load().check(olds, news),
  diff: (id, olds, news) => load().diff(id, olds, news),
  create: (inputs) => load().create(inputs),
  read: (id, props) => load().read(id, props ?? {}),
  update: (id, olds, news) => load().update(id, olds, news),
  delete: (id, props) => load().delete(id, props),
};

interface Loader {
  require(file: string, from: string): { readonly handler: typeof handler };
}

function load(): typeof handler {
  const here = process.cwd();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it runs in the provider process, where nothing is bundled
  const tsx = require("tsx/cjs/api") as Loader;
  return tsx.require(`${here}/handlers/index.ts`, `${here}/index.ts`).handler;
}
