// This text is in states: resources/trampoline.ts.
function load() {
  const here = process.cwd();
  const tsx = require("tsx/cjs/api");
  return tsx.require(`${here}/handlers/index.ts`, `${here}/index.ts`).handler;
}

exports.handler = () => ({
  configure: (request) => load().configure(request.config),
  check: (olds, news) => load().check(olds, news),
  diff: (id, olds, news) => load().diff(id, olds, news),
  create: (inputs) => load().create(inputs),
  read: (id, props) => load().read(id, props ?? {}),
  update: (id, olds, news) => load().update(id, olds, news),
  delete: (id, props) => load().delete(id, props),
});
