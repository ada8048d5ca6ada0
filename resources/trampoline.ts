import type * as pulumi from "@pulumi/pulumi";
import type { handler } from "../handlers/index";

/**
 * The one provider object whose text Pulumi writes into the state, once per resource. It loads the handlers of the
 * checkout and nothing else, so that its text never changes and `destroy` of an old stack runs today's code.
 *
 * The provider process starts in the project's folder and has no loader for TypeScript; tsx is one. It must not
 * capture anything: whatever it captured would be copied into the state.
 */
export const trampoline: pulumi.dynamic.ResourceProvider = {
  // Called before anything else and not awaited by concurrent first calls: it has no effect but a synchronous one.
  configure: async (request) => load().configure(request.config),
  check: async (olds, news) => load().check(olds, news),
  diff: async (id, olds, news) => load().diff(id, olds, news),
  create: async (inputs) => load().create(inputs),
  read: async (id, props) => load().read(id, props),
  update: async (id, olds, news) => load().update(id, olds, news),
  delete: async (id, props) => load().delete(id, props),
};

function load(): typeof handler {
  const here = process.cwd();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- resolved in the provider process, where only require knows tsx
  return require("tsx/cjs/api").require(`${here}/handlers/index.ts`, `${here}/index.ts`).handler;
}
