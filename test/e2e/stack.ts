import { readFileSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { ExportedStack } from "../../engine/deployment";
import { checkout } from "../../engine/cli-cache";
import { stackFiles } from "../../engine/environment";
import { run } from "../../engine/run";
import { stackFile } from "../../engine/stack-health";
import { stopAzure } from "../../scripts/local/azure-process";
import { type LocalStack, openStack, projectName, stackName } from "../../scripts/local/stack";
import type { StateFiles } from "../../scripts/local/state-folder";
import type { LoggedRequest } from "../arm/check-body";
import { at, type Client, connect } from "../local/azure/client";
import { endOf } from "./processes";
import { copySeed, type SeedKind } from "./seed";
import { setConfig } from "./stack-config";

/** How a run of the CLI ended; `output` is stdout, then stderr. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** What preview plans for one resource: `update`, `replace`, `create-replacement`, … */
export interface Step {
  readonly op: string;
  readonly name: string;
}

export interface Plan extends Outcome {
  readonly steps: readonly Step[];
  /** Names of what is replaced, updated, created and deleted, in alphabetical order. */
  readonly replaced: readonly string[];
  readonly updated: readonly string[];
  readonly created: readonly string[];
  readonly deleted: readonly string[];
}

/** A fault as `POST /admin/faults` takes it. */
export interface Fault {
  readonly method?: string;
  readonly path: string;
  readonly times?: number;
  readonly skip?: number;
  readonly do: unknown;
}

/** A resource as `GET /admin/resources` lists it. */
export interface Listed {
  readonly id: string;
  readonly type: string;
  readonly state: unknown;
  readonly deleted?: true;
}

export type Request = LoggedRequest & { readonly n: number; readonly began: string };

/** A stack on a local Azure of its own, which runs. */
export class TestStack {
  private constructor(
    readonly files: StateFiles,
    readonly local: LocalStack,
    /** Requests by hand, and local Azure's admin routes. */
    readonly client: Client,
  ) {}

  /** Starts local Azure on a copy of the seed. Every one that is opened has to be closed. */
  static async open(kind: SeedKind = "finished"): Promise<TestStack> {
    const files = await copySeed(kind);
    const local = await openStack(files, { latency: "0" }, () => undefined);
    return new TestStack(files, local, connect(local.connection));
  }

  /** Stops local Azure and removes the folder. @throws Error that names processes which are left */
  async close(): Promise<void> {
    this.client.close();
    await stopAzure(this.files);
    const left = await endOf(this.files.root);
    rmSync(this.files.root, { recursive: true, force: true });
    expect(left, "processes that are left").to.deep.equal([]);
  }

  /** The CLI as it is; `env` is added to the stack's environment. */
  async pulumi(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Outcome & { stdout: string }> {
    const { code, stdout, stderr } = await run(
      this.local.cli,
      [...args, "--non-interactive", "--color", "never"],
      { cwd: checkout, env: { ...this.local.env, ...env }, output: "capture" },
    );
    return { code, output: stdout + stderr, stdout };
  }

  up = (...args: string[]): Promise<Outcome> =>
    this.pulumi(["up", "--yes", "--skip-preview", ...args]);
  refresh = (...args: string[]): Promise<Outcome> =>
    this.pulumi(["refresh", "--yes", "--skip-preview", ...args]);
  destroy = (...args: string[]): Promise<Outcome> =>
    this.pulumi(["destroy", "--yes", "--skip-preview", ...args]);

  /** What `up` would do: everything that is not the same. Its lines are in `output`. */
  async preview(...args: string[]): Promise<Plan> {
    const { code, output, stdout } = await this.pulumi(["preview", "--json", ...args]);
    const plan = parse(stdout) as {
      steps?: { op: string; urn: string }[];
      diagnostics?: { message: string }[];
    };
    const steps = (plan.steps ?? [])
      .filter(({ op }) => op !== "same" && op !== "read")
      .map(({ op, urn }) => ({ op, name: urn.split("::").at(-1) ?? "" }));
    const lines = (plan.diagnostics ?? []).map(({ message }) => message);
    const of = (op: string) =>
      steps
        .filter((step) => step.op === op)
        .map(({ name }) => name)
        .sort();
    return {
      ...{ code, output: `${lines.join("\n")}\n${output}`, steps },
      ...{ replaced: of("replace"), updated: of("update"), created: of("create") },
      deleted: of("delete"),
    };
  }

  /** Sets a value of the configuration, like `training.parameters.learning_rate`; undefined takes it out. */
  configure(path: string, value: unknown): void {
    setConfig(this.files, path, value);
  }

  /** The state as it is stored. */
  state(): ExportedStack["deployment"] {
    const { checkpoint } = JSON.parse(this.storedState()) as {
      checkpoint: { latest?: ExportedStack["deployment"] };
    };
    return checkpoint.latest ?? {};
  }

  storedState(): string {
    const { backend } = stackFiles(this.files.pulumi, stackName);
    return readFileSync(stackFile(backend, projectName(), stackName), "utf8");
  }

  /** An output of the stack, as text. */
  output(name: string): string {
    const stack = this.state().resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
    return String(at(stack?.outputs, name));
  }

  /** Names of the resources in the state, components and providers included. */
  names(): string[] {
    return (this.state().resources ?? []).map(({ urn }) => urn.split("::").at(-1) ?? "");
  }

  /** The URN of a resource in the state. */
  urn(name: string): string {
    const found = this.state().resources?.find(({ urn }) => urn.endsWith(`::${name}`));
    return found?.urn ?? `'${name}' is not in the state`;
  }

  /** What local Azure has been asked since request `since`; without its admin routes. */
  async requests(since = 0): Promise<Request[]> {
    const { body } = await this.client.admin("GET", `/admin/requests?since=${since}`);
    return (body.requests as Request[]).filter(({ path }) => !path.startsWith("/admin/"));
  }

  /** Methods and paths of what changed something, the paths cut after `workspaces/<name>/` where they have it. */
  async writes(since: number): Promise<string[]> {
    return (await this.requests(since))
      .filter(
        ({ method, path }) => /^(PUT|PATCH|DELETE)$/.test(method) || /\/(cancel|purge)$/.test(path),
      )
      .filter(({ status }) => status < 300)
      .map(({ method, path }) => `${method} ${path.replace(/^.*\/workspaces\/[^/]+\//, "")}`);
  }

  /** Number of the next request. */
  async mark(): Promise<number> {
    return Number((await this.client.admin("GET", "/admin/requests?since=999999999")).body.next);
  }

  /** Everything on the server, the recycle bins included, but the login's own role. */
  async resources(): Promise<Listed[]> {
    const { body } = await this.client.admin("GET", "/admin/resources");
    const ownRole = /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Authorization\//i;
    return (body.resources as Listed[]).filter(({ id }) => !ownRole.test(id));
  }

  async fault(fault: Fault): Promise<void> {
    const { status, text } = await this.client.admin("POST", "/admin/faults", fault);
    expect(status, text).to.equal(201);
  }

  /** Waits until the stack's job has ended. */
  async jobEnds(): Promise<void> {
    const path = `/jobs/${this.output("jobName")}`;
    for (;;) {
      const status = String(at((await this.workspace(path)).body, "properties", "status"));
      if (/^(Completed|Failed|Canceled)$/.test(status)) return;
      await pause(50);
    }
  }

  /** A request by hand with the subscription's owner; `path` begins behind the workspace's id. */
  workspace(path: string, method = "GET", body?: unknown) {
    const version = path.includes("api-version=") ? "" : "api-version=2025-12-01";
    const whole = `${this.output("workspaceId")}${path}${path.includes("?") ? "&" : "?"}${version}`;
    return this.client.fetch(whole, { method, ...(body === undefined ? {} : { body }) });
  }
}

/** The stack of all cases of a `describe`: opened before the first, closed after the last. */
export function sharedStack(kind: SeedKind = "finished"): () => TestStack {
  let stack: TestStack | undefined;
  before(async function () {
    this.timeout(20 * 60_000); // the first run of a machine may have to build the CLI
    stack = await TestStack.open(kind);
  });
  after(async () => stack?.close());
  return () => {
    if (stack === undefined) throw new Error("the stack is not open");
    return stack;
  };
}

/** Asserts that a run of the CLI went well, with its output as the message. */
export async function succeed(run: Promise<Outcome>): Promise<string> {
  const { code, output } = await run;
  expect(code, output).to.equal(0);
  return output;
}

/** Asserts that a run of the CLI failed, and gives its output. */
export async function fail(run: Promise<Outcome>): Promise<string> {
  const { code, output } = await run;
  expect(code, output).to.not.equal(0);
  return output;
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
