/** Cores that some nodes or instances of one VM size take. */
export interface Use {
  readonly vmSize: string;
  readonly count: number;
  /** Quota family. */
  readonly family: string;
  /** Cores of all of them, with Azure's reserve where it keeps one. */
  readonly cores: number;
}

export interface FamilyUsage {
  readonly family: string;
  /** Azure's own words for the family. */
  readonly title: string;
  /** Cores in use, the stack's own included. */
  readonly used: number;
  /** -1: no limit. */
  readonly limit: number;
}

export interface QuotaNeed {
  readonly location: string;
  readonly training: Use;
  /** Training nodes that are kept while nothing runs. */
  readonly kept: Use;
  readonly serving: Use | undefined;
  readonly rollout: "blueGreen" | "inPlace";
  /** Deployments that this stack serves from now. */
  readonly live: readonly Use[];
  /** Training nodes that this stack holds now. */
  readonly nodes: readonly Use[];
  readonly usages: readonly FamilyUsage[];
}

export interface QuotaFindings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const requestPage = "https://ml.azure.com/quota";

/** Cores of an endpoint's instances: Azure ML keeps 20 % more for upgrades, but for sizes that it exempts. */
export function servingCores(instances: number, vCPUs: number, skipsReserve: boolean): number {
  return (skipsReserve ? instances : Math.ceil(instances * 1.2)) * vCPUs;
}

/**
 * Compares what the stack needs at most in each phase with what its quota leaves. Training runs beside what is live;
 * a blue/green roll-out runs beside what is live, too, but after the training nodes are released.
 */
export function quotaFindings(need: QuotaNeed): QuotaFindings {
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const family of families(need)) {
    const phases = [...trainingPhase(need, family), ...rolloutPhase(need, family)];
    const [worst] = phases.sort((a, b) => b.cores - a.cores);
    if (!worst || worst.cores === 0) continue;
    const usage = need.usages.find((one) => one.family.toLowerCase() === family.toLowerCase());
    if (!usage) {
      warnings.push(
        `the quota of family '${family}' in '${need.location}' cannot be read; ${worst.what} needs ${worst.cores} cores of it`,
      );
      continue;
    }
    const own = sum([...need.live, ...need.nodes], family);
    const free = usage.limit < 0 ? Infinity : usage.limit - Math.max(0, usage.used - own);
    // Whether this run will roll out or train is not known here: what fits alone, but not beside what is live, must not
    // stop a run that changes nothing.
    const impossible = phases.filter(({ cores, alone }) => alone > free && cores > own);
    problems.push(...impossible.map((one) => describe(one, usage, free, need.location)));
    if (impossible.length === 0 && worst.cores > free)
      warnings.push(describe(worst, usage, free, need.location));
  }
  return { problems, warnings };
}

interface Phase {
  readonly what: string;
  /** With what is live beside it. */
  readonly cores: number;
  readonly alone: number;
}

function trainingPhase({ training, live }: QuotaNeed, family: string): Phase[] {
  if (!isFamily(training, family)) return [];
  const beside = sum(live, family);
  const what = `training on ${training.vmSize} × ${training.count}`;
  return [
    {
      what: beside > 0 ? `${what} beside what is live` : what,
      cores: training.cores + beside,
      alone: training.cores,
    },
  ];
}

function rolloutPhase({ serving, kept, live, rollout }: QuotaNeed, family: string): Phase[] {
  if (!serving) return [];
  const idle = isFamily(kept, family) ? kept.cores : 0;
  const fresh = idle + (isFamily(serving, family) ? serving.cores : 0);
  const now = sum(live, family);
  const what = `serving on ${serving.vmSize} × ${serving.count}`;
  if (rollout === "inPlace") return [{ what, cores: Math.max(fresh, now), alone: fresh }];
  const beside = now > 0 ? " beside what is live" : "";
  return [{ what: `${what}${beside}`, cores: fresh + now, alone: fresh }];
}

function describe(phase: Phase, usage: FamilyUsage, free: number, location: string): string {
  const left = Math.max(0, free);
  return (
    `${phase.what} needs ${phase.cores} cores of '${usage.title}' in '${location}'; ` +
    `${left} of ${usage.limit} are free, ${phase.cores - left} are missing. Ask for them at ${requestPage}`
  );
}

function families({ training, serving, live }: QuotaNeed): string[] {
  const all = [training, ...(serving ? [serving] : []), ...live].map(({ family }) => family);
  return [...new Set(all)];
}

function sum(uses: readonly Use[], family: string): number {
  return uses.filter((use) => isFamily(use, family)).reduce((total, { cores }) => total + cores, 0);
}

function isFamily(use: Use, family: string): boolean {
  return use.family.toLowerCase() === family.toLowerCase();
}
