import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";

/** Exit code by which Pulumi's Node runtime says that it has told the user already (`cmd/run/index.js`). */
const alreadyReported = 32;
const killAfter = 3_000;

const programs = new Set<ChildProcess>();

/** What the host starts for one `Run` request. */
export interface ProgramStart {
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Runs the user's program to its end. `engine` is the engine's gRPC address; an abort ends the program. */
export async function runProgram(
  request: RunRequest,
  engine: string,
  signal: AbortSignal,
): Promise<RunResponse> {
  const { args, cwd, env } = programStart(request, engine);
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  programs.add(child);
  signal.addEventListener("abort", () => {
    stop(child);
  });
  const ended = await new Promise<number | string>((done) => {
    child.on("error", (error) => {
      done(`cannot start Node: ${error.message}`);
    });
    child.on("close", (code, by) => {
      done(code ?? `the program was ended by ${by ?? "a signal"}`);
    });
  });
  programs.delete(child);
  return runResponse(ended);
}

/** Asks every program that runs to end, and makes it end some seconds later; for `Cancel`. */
export function stopPrograms(): void {
  programs.forEach(stop);
}

/** Ends every program at once; for a host that ends itself. */
export function killPrograms(): void {
  programs.forEach((child) => child.kill("SIGKILL"));
}

function stop(child: ChildProcess): void {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), killAfter).unref();
}

function runResponse(ended: number | string): RunResponse {
  const response = new RunResponse();
  if (ended === alreadyReported) response.setBail(true);
  else if (typeof ended === "string") response.setError(ended);
  else if (ended !== 0) {
    response.setError(`Program exited with non-zero exit code: ${ended}`);
  }
  return response;
}

/** Command line, folder and environment of `@pulumi/pulumi/cmd/run`, taken from the program's own SDK. */
export function programStart(request: RunRequest, engine: string): ProgramStart {
  const info = request.getInfo();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const cwd = info?.getProgramDirectory() ?? request.getPwd();
  const runtime = createRequire(join(cwd, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  const named = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    "root-directory": info?.getRootDirectory() ?? "",
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  const flags = Object.entries(named).flatMap(([name, value]) =>
    value === "" ? [] : [`--${name}`, value],
  );
  if (request.getDryrun()) flags.push("--dry-run");
  const nodeArguments = splitArguments(textOption(options, "nodeargs") ?? "");
  return {
    args: [...nodeArguments, runtime, ...flags, info?.getEntryPoint() ?? request.getProgram()],
    cwd,
    env: programEnvironment(request, options),
  };
}

function programEnvironment(
  request: RunRequest,
  options: Record<string, unknown>,
): Record<string, string> {
  const tsconfig = textOption(options, "tsconfig");
  const config = Object.fromEntries(request.getConfigMap().toObject());
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}

function textOption(options: Record<string, unknown>, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Splits a line of arguments at blanks; single and double quotes keep blanks. */
export function splitArguments(line: string): string[] {
  const words = line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g);
  return [...words].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
