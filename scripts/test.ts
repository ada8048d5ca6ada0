import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Command } from "commander";

const root = resolve(__dirname, "..");
const olderNode = "22";
/** The end-to-end suite that also runs on the older Node. */
const engineSuite = join("test", "e2e", "engine.test.ts");
const minute = 60_000;

interface Counts {
  passed: number;
  failed: number;
  /** Test files with a failure; undefined where they are not known. */
  failedFiles?: string[];
}

interface Options {
  readonly older?: true;
  readonly counts?: string;
}

const files = () => readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });

/** Test files that match, unit tests first, as paths from the root. */
function testFiles(patterns: readonly string[]): { unit: string[]; endToEnd: string[] } {
  const found = files()
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join("test", file))
    .filter((file) => patterns.length === 0 || patterns.some((part) => file.includes(part)))
    .sort();
  const isEndToEnd = (file: string) => file.startsWith(join("test", "e2e"));
  return { unit: found.filter((file) => !isEndToEnd(file)), endToEnd: found.filter(isEndToEnd) };
}

/**
 * The unit tests, as groups of about the same length: they run at the same time, each in a process of its own, with
 * servers on free ports and folders of their own.
 */
function unitGroups(unit: readonly string[]): string[][] {
  const isHandler = (file: string) => file.startsWith(join("test", "handlers"));
  const groups = [unit.filter(isHandler), unit.filter((file) => !isHandler(file))];
  return groups.filter((group) => group.length > 0);
}

/**
 * Runs a program, which writes its counts as JSON into the file that it is given. Its output goes to the terminal, at the
 * end where `isQuiet`: beside another one, the lines of both would be mixed.
 */
async function counted(
  start: (countsFile: string) => { args: readonly string[]; env?: Record<string, string> },
  timeout: number,
  isQuiet = false,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "counts-"));
  const file = join(folder, "counts.json");
  const { args, env = {} } = start(file);
  try {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: isQuiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (data: Buffer) => output.push(data));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
    const code = await new Promise((done) => child.on("close", done));
    clearTimeout(timer);
    process.stdout.write(Buffer.concat(output));
    const counts = readCounts(file);
    // Mocha's code is the number of failures; anything else that went wrong has to count too.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Counts;
  } catch {
    return { passed: 0, failed: 0 }; // it ended before its tests did
  }
}

function mocha(names: readonly string[], isQuiet = false): Promise<Counts> {
  const reporter = join(root, "scripts", "counting-reporter.cjs");
  // A client's idle connection must not keep a finished run from ending.
  const flags = ["--require", "tsx/cjs", "--forbid-only", "--exit", "--timeout", "20000"];
  return counted(
    (countsFile) => ({
      args: [require.resolve("mocha/bin/mocha.js"), ...flags, "--reporter", reporter, ...names],
      env: { COUNTS_FILE: countsFile },
    }),
    20 * minute,
    isQuiet,
  );
}

/**
 * Runs groups of suites at the same time, and then the files of those that failed once more: much here is about processes
 * that are killed at a moment, and a busy machine can miss the moment. What fails twice counts, and what failed once is told.
 */
async function suites(title: string, groups: readonly string[][]): Promise<Counts> {
  const say = (text: string) => {
    console.log(`\n== ${text}, Node ${process.versions.node}`);
  };
  say(title);
  const firsts = await Promise.all(groups.map((names, index) => mocha(names, index > 0)));
  const first = total(firsts);
  const failed = firsts.filter((counts) => counts.failed > 0);
  const again = failed.flatMap(({ failedFiles = [] }) => failedFiles);
  // One that ended before its tests did names no files: there is nothing that a second run could mend.
  if (failed.some(({ failedFiles = [] }) => failedFiles.length === 0) || again.length === 0) {
    return first;
  }
  const names = again.map((file) => relative(root, file));
  say(`once more: ${names.join(", ")}`);
  const second = await mocha(names);
  if (second.failed > 0) return second.passed + second.failed === 0 ? first : merge(first, second);
  console.log(
    `\n${first.failed} failed at first and passed at the second run: ${names.join(", ")}`,
  );
  return merge(first, second);
}

function total(results: readonly Counts[]): Counts {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function merge(first: Counts, second: Counts): Counts {
  return {
    passed: first.passed + Math.max(0, first.failed - second.failed),
    failed: second.failed,
  };
}

function onOlderNode(patterns: readonly string[]): Promise<Counts> {
  const script = join(root, "scripts", "start.cjs");
  return counted(
    (countsFile) => ({
      args: [script, "test", "--older", "--counts", countsFile, ...patterns],
      env: { RUN_WITH_NODE: olderNode },
    }),
    60 * minute,
  );
}

/** Everything on this Node; the unit tests and one end-to-end suite on the older one. */
async function runAll(patterns: readonly string[], { older }: Options): Promise<Counts> {
  const { unit, endToEnd } = testFiles(patterns);
  const results: Counts[] = [];
  if (unit.length > 0) results.push(await suites("unit tests", unitGroups(unit)));
  const chosen = older === true ? endToEnd.filter((file) => file === engineSuite) : endToEnd;
  for (const suite of chosen) results.push(await suites(suite, [[suite]]));
  const again = unit.length > 0 || endToEnd.includes(engineSuite);
  if (older !== true && again) results.push(await onOlderNode(patterns));
  return total(results);
}

new Command("test")
  .description("Run all tests, or those whose path contains one of the patterns")
  .argument("[patterns...]", "parts of a path, like 'engine' or 'e2e/destroy'")
  .option("--older", "only what also runs on the older Node")
  .option("--counts <file>", "write the counts there as JSON instead of printing them")
  .action(async (patterns: string[], options: Options) => {
    const counts = await runAll(patterns, options);
    if (counts.passed + counts.failed === 0) {
      console.error(`No test matches ${patterns.map((part) => `'${part}'`).join(", ")}`);
      counts.failed = 1;
    }
    process.exitCode = counts.failed === 0 ? 0 : 1;
    if (options.counts !== undefined) writeFileSync(options.counts, JSON.stringify(counts));
    else console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
