// Loaded before the program (Pulumi.yaml), the process that serves dynamic resources and the language host. Each starts
// anew in every preview; what costs most there and is of no use is left out. Without this file all is the same, but slower.
const Module = require("node:module");

// Pulumi runs the program by the Node on PATH, whichever that is.
if (Module.enableCompileCache === undefined) {
  console.error(
    `azure-finetune needs Node 22.19 or newer, and 'node' on PATH is ${process.version}. Install a newer one, or let the ` +
      "project take one from npm: npm run pulumi -- up -s dev",
  );
  process.exit(1);
}
// Compiled code of the last run, below the system's temporary folder or NODE_COMPILE_CACHE.
Module.enableCompileCache();
// tsx asks for stacks in terms of the TypeScript files; Node would read the map of every library's file, too.
Module.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

// They bring the TypeScript compiler and npm's arborist, 100 MB, to serialise closures: our providers are text already.
for (const name of ["serializeClosure", "codePaths"]) {
  replace(`@pulumi/pulumi/runtime/closure/${name}`, whenCalled);
}
// Pulumi takes a stack for each of a thousand promises, and this maps each of their lines. Node maps our own files itself.
replace("source-map-support/register", () => ({}));

/** What `require` gives for a module that is not loaded yet; nothing happens where this version of Pulumi has none. */
function replace(name, exportsFor) {
  const file = find(name);
  if (file === undefined) return;
  const instead = Object.assign(new Module(file), { filename: file, loaded: true });
  instead.exports = exportsFor(file);
  require.cache[file] = instead;
}

function find(name) {
  try {
    return require.resolve(name, { paths: [require.resolve("@pulumi/pulumi")] });
  } catch {
    return undefined;
  }
}

/** In place of a module that exports functions only: functions that load it when one of them is called. */
function whenCalled(file) {
  let real;
  const load = () => {
    if (real === undefined) delete require.cache[file];
    return (real ??= require(file));
  };
  const get =
    (_exports, name) =>
    (...args) =>
      load()[name](...args);
  return new Proxy({}, { get });
}
