import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";
import type { Cloud } from "./cloud";
import type { Answer } from "./http";
import type { JobStatus } from "./job-status";
import { queryText } from "./query";
import { redact } from "./redact";
import { failureText, logName } from "./run-failure";
import type { RunError, RunFailure } from "./run-failure";
import type { Workspaces } from "./workspaces";

/** One node of a job's tree: the job, its pipeline component, its steps. */
export interface Run {
  readonly runId: string;
  readonly parentRunId?: string | null;
  readonly rootRunId?: string | null;
  readonly displayName?: string | null;
  readonly name?: string | null;
  readonly status: JobStatus;
  /** `azureml.StepRun`, `azureml.PipelineRun`, … */
  readonly runType?: string | null;
  readonly target?: string | null;
  readonly startTimeUtc?: string | null;
  readonly endTimeUtc?: string | null;
  readonly error?: { readonly error?: RunError | null } | null;
}

/** What one run tells in full. */
export interface RunDetails extends Run {
  readonly warnings?: readonly { readonly source?: string; readonly message?: string }[] | null;
  readonly properties?: Readonly<Record<string, string>> | null;
  /** Name to SAS URL. A secret: never printed. */
  readonly logFiles?: Readonly<Record<string, string>> | null;
  readonly correlation?: unknown;
}

/** Run history of a workspace (by its resource id). A job's name is the id of its root run. */
export interface Runs {
  details(workspaceId: string, runId: string): Promise<RunDetails>;
  run(workspaceId: string, runId: string): Promise<Run>;
  /** All runs below one, level by level, each after its parent. */
  descendants(workspaceId: string, runId: string): Promise<Run[]>;
  /** A log of a run by what `RunDetails.logFiles` calls it; redacted. */
  log(url: string): Promise<string>;
  /** Why a job failed: the deepest failed step, its error and the end of its log. @param tail lines, default 40 */
  failure(workspaceId: string, runId: string, tail?: number): Promise<RunFailure>;
  /** Where the outputs of a run are, by name (asset ids or `azureml://…` paths). */
  outputs(workspaceId: string, runId: string): Promise<Readonly<Record<string, string>>>;
}

interface Page {
  readonly value?: readonly Run[];
  readonly continuationToken?: string | null;
}

interface RunData {
  readonly runMetadata?: {
    readonly outputs?: Readonly<
      Record<string, { readonly assetId?: string; readonly path?: string }>
    > | null;
  };
}

export function createRuns(arm: Arm, cloud: Cloud, workspaces: Workspaces): Runs {
  const { http } = arm;
  const scope = cloud.armScope;
  const version = { "api-version": apiVersions.machineLearningDataPlane };
  const urlOf = async (workspaceId: string, path: string, query = {}): Promise<string> =>
    `${(await workspaces.dataPlane(workspaceId)).history}/${path}?${queryText({ ...version, ...query })}`;
  const get = async <T>(url: string): Promise<T> => {
    const answer: Answer<T> = await http.send<T>({ method: "GET", url, scope });
    return answer.body;
  };
  const runs: Runs = {
    details: async (workspaceId, runId) => get(await urlOf(workspaceId, `runs/${runId}/details`)),
    run: async (workspaceId, runId) => get(await urlOf(workspaceId, `runs/${runId}`)),
    descendants: (workspaceId, runId) =>
      descend(
        (id) =>
          allPages(async ($continuationtoken) =>
            get(await urlOf(workspaceId, `runs/${id}/children`, { $continuationtoken })),
          ),
        runId,
      ),
    async log(url) {
      // A SAS URL: no token.
      const { body } = await http.send<unknown>({ method: "GET", url, headers: { accept: "*/*" } });
      return redact(
        typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body),
      );
    },
    failure: (workspaceId, runId, tail = 40) => failureOf(runs, workspaceId, runId, tail),
    async outputs(workspaceId, runId) {
      const url = await urlOf(workspaceId, "rundata");
      const body = { runId, ...everything };
      return outputsOf(
        (await http.send<RunData>({ method: "POST", url, scope, body, retry: "safe" })).body,
      );
    },
  };
  return runs;
}

const everything = {
  selectRunMetadata: true,
  selectRunDefinition: true,
  selectJobSpecification: true,
};

function outputsOf({ runMetadata }: RunData): Record<string, string> {
  const entries = Object.entries(runMetadata?.outputs ?? {});
  return Object.fromEntries(
    entries.map(([name, { assetId, path }]) => [name, assetId ?? path ?? ""]),
  );
}

async function allPages(read: (token: string | undefined) => Promise<Page>): Promise<Run[]> {
  const found: Run[] = [];
  let token: string | null | undefined;
  do {
    const page = await read(token ?? undefined);
    found.push(...(page.value ?? []));
    token = page.continuationToken;
  } while (token);
  return found;
}

/** Whether `children` lists one level or all of them is not documented: each run is taken once. */
async function descend(children: (runId: string) => Promise<Run[]>, root: string): Promise<Run[]> {
  const seen = new Set([root]);
  const found: Run[] = [];
  let level = [root];
  while (level.length > 0) {
    const lists = await Promise.all(level.map(children));
    const fresh = lists.flat().filter(({ runId }) => !seen.has(runId) && seen.add(runId));
    found.push(...fresh);
    level = fresh.map(({ runId }) => runId);
  }
  return found;
}

async function failureOf(
  runs: Runs,
  workspaceId: string,
  root: string,
  tail: number,
): Promise<RunFailure> {
  const below = await runs.descendants(workspaceId, root);
  const failed = below.filter(({ status }) => status === "Failed");
  // A step that failed, not one of the pipelines around it, which fail with it.
  const parents = new Set(failed.map(({ parentRunId }) => parentRunId));
  const step = failed.find(({ runId }) => !parents.has(runId)) ?? failed.at(-1);
  const details = await runs.details(workspaceId, step?.runId ?? root);
  const name = logName(Object.keys(details.logFiles ?? {}));
  const url = name === undefined ? undefined : details.logFiles?.[name];
  return {
    runId: details.runId,
    ...(step ? { step: step.displayName ?? step.name ?? step.runId } : {}),
    ...failureText(details.error?.error ?? step?.error?.error),
    ...(name !== undefined && url !== undefined
      ? { logName: name, logTail: await tailOf(runs, url, tail) }
      : {}),
  };
}

async function tailOf(runs: Runs, url: string, lines: number): Promise<string> {
  try {
    return (await runs.log(url)).trimEnd().split(/\r?\n/).slice(-lines).join("\n");
  } catch (error) {
    // The log explains another error: it must not take its place.
    return `(no log: ${error instanceof Error ? error.message : String(error)})`;
  }
}
