// Who may import whom. One row per folder: what it may import of ours; libraries are free unless named.
const allowed = {
  "^index\\.ts$": ["components", "settings"],
  "^catalog/": ["catalog"],
  "^settings/": ["settings", "catalog"],
  "^components/": ["components", "resources", "settings", "catalog"],
  "^resources/": ["resources"],
  "^handlers/": ["handlers", "azure", "dataset", "catalog"],
  "^azure/": ["azure", "catalog"],
  "^dataset/": ["dataset", "catalog"],
  "^engine/": ["engine", "azure", "catalog"],
  "^scripts/": ["scripts", "bench", "azure", "dataset", "settings", "catalog", "engine"],
  "^bench/": ["bench", "azure", "dataset", "settings", "catalog", "engine"],
  "^local/azure/": ["local/azure"],
  "^local/provider/": ["local/provider"],
  "^local/hub/": ["local/hub"],
};
const ours =
  "^(index\\.ts$|(catalog|settings|components|resources|handlers|azure|dataset|engine|scripts|bench|local|test)/)";

const table = Object.entries(allowed).map(([from, folders]) => ({
  name: `imports of ${from}`,
  severity: "error",
  from: { path: from },
  to: {
    path: ours,
    pathNot: folders.map((folder) => `^${folder}/`),
    // resources/ names the types of its handlers, never their code
    ...(from === "^resources/" ? { dependencyTypesNot: ["type-only"] } : {}),
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...table,
    {
      name: "no Pulumi below handlers",
      severity: "error",
      from: { path: "^(settings|handlers|azure|dataset|catalog)/" },
      to: { path: "@pulumi/" },
    },
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "only libraries that package.json names",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|\\.cache)/|^data/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
