#!/usr/bin/env node
// First step of every command: the right Node, installed packages, then `scripts/<command>.ts`. Plain JavaScript without
// dependencies, because at this point there may be neither; runs on Node 18 and newer, from any folder.
const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { createRequire } = require("node:module");
const os = require("node:os");
const path = require("node:path");
const { setTimeout: pause } = require("node:timers/promises");

const root = path.resolve(__dirname, "..");
const oldestNode = 22;
/** Of each major, the first release with what the libraries and tests use; other majors below 25 are left out. */
const firstMinor = { 22: 19, 24: 5 };
const preferredNode = "24";

const commands = {
  demo: "the whole way once: local Azure, up, progress, one question, bill",
  test: "run all tests, or those of a pattern: test -- <pattern>",
  data: "make training and test file of the stack's data set",
  "data:check": "check JSON Lines files of conversations, row by row",
  "data:report": "write a page about training data: lengths, repetitions, leaks",
  local: "up, preview, refresh, destroy, status, env, start, stop, reset on local Azure",
  recover: "mend a stack whose 'pulumi up' was killed",
  invoke: "ask the deployed model one question",
  metrics: "print the metrics of a fine-tuning job",
  pulumi: "the Pulumi CLI on your own login: up, preview, destroy, stack, config …",
  bench: "measure preview, up, upload, data and check",
};

const marker = path.join(root, "node_modules", ".installed-lock-hash");
const lockFile = path.join(root, "package-lock.json");

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);

async function main([command, first, ...rest]) {
  // `--` is npm's way to end its own options; typed by hand it has the same meaning here.
  const args = first === undefined || first === "--" ? rest : [first, ...rest];
  if (command === undefined || command === "--help" || command === "-h") {
    console.log(usage());
    return command === undefined ? 1 : 0;
  }
  const script = scriptOf(command);
  if (command !== "exec" && !(Object.hasOwn(commands, command) && fs.existsSync(script))) {
    console.error(`There is no command '${command}'.\n${usage()}`);
    return 1;
  }
  const isHelp = command !== "exec" && (args.includes("--help") || args.includes("-h"));
  if (isHelp && !isInstalled()) {
    console.log(
      `${command}: ${commands[command]}\nIts options are shown once it has been started.`,
    );
    return 0;
  }
  const node = await findNode();
  const env = { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
  await install(node, env);
  if (command === "exec") return run(args[0] ?? "node", args.slice(1), env);
  const loader = createRequire(path.join(root, "package.json")).resolve("tsx/cjs");
  return run(node, ["--require", loader, script, ...args], env);
}

/** `data:check` is `scripts/data-check.ts`. */
function scriptOf(command) {
  return path.join(root, "scripts", `${command.replace(":", "-")}.ts`);
}

function usage() {
  const lines = Object.entries(commands)
    .filter(([name]) => fs.existsSync(scriptOf(name)))
    .map(([name, does]) => `  npm run ${name.padEnd(11)} ${does}`);
  return [
    "Commands (arguments behind '--', each has --help):",
    ...lines,
    "  node scripts/start.cjs exec <program> [arguments]   anything else, on the right Node",
    "",
    `RUN_WITH_NODE=<major> runs a command on that version of Node, taken from npm.`,
  ].join("\n");
}

/** Path of a Node that can run us: this one, or one from npm (kept in npm's own cache). */
async function findNode() {
  const wanted = process.env.RUN_WITH_NODE || undefined;
  const [major, minor] = process.versions.node.split(".");
  const isRecent = Number(major) > 24 || Number(minor) >= (firstMinor[major] ?? Infinity);
  const suits = wanted === undefined ? isRecent : wanted === major && isRecent;
  if (suits) return process.execPath;
  if (wanted !== undefined && !/^\d+$/.test(wanted)) {
    throw new Error(`RUN_WITH_NODE is '${wanted}'; it has to be a number such as ${preferredNode}`);
  }
  const version = wanted ?? preferredNode;
  say(`This is Node ${process.versions.node}; going on with Node ${version} from npm`);
  const name = `node-${process.platform}-${process.arch}`;
  const asked = await npm(process.execPath, process.env, [
    ...["exec", "--yes", `--package=${name}@${version}`, "--", "node", "-p", "process.execPath"],
  ]);
  const node = asked.stdout.trim().split("\n").pop();
  if (asked.code === 0 && node) return node;
  throw new Error(
    `Node ${oldestNode} or newer is needed, this is ${process.versions.node}, and ${name}@${version} could not be ` +
      `had from npm. Install Node ${preferredNode} (https://nodejs.org) and try again.\n${asked.output.trim()}`,
  );
}

/** Runs `npm ci` unless the packages are those of package-lock.json; of two starts one installs, the other waits. */
async function install(node, env) {
  if (isInstalled()) return;
  const release = await takeLock();
  try {
    if (isInstalled()) return;
    say("Installing packages (npm ci), about a minute");
    const done = await npm(node, env, ["ci", "--include=dev", "--no-progress"]);
    if (done.code !== 0) throw new Error(`npm ci failed:\n${done.output.trim()}`);
    fs.writeFileSync(marker, lockHash());
    say("Packages are installed");
  } finally {
    release();
  }
}

function isInstalled() {
  if (readText(marker) === lockHash()) return true;
  // Installed by a plain `npm install`: npm writes this file last.
  const own = modified(path.join(root, "node_modules", ".package-lock.json"));
  return own !== undefined && own >= modified(lockFile);
}

function lockHash() {
  return createHash("sha256").update(fs.readFileSync(lockFile)).digest("hex");
}

// Not in node_modules, which `npm ci` removes.
async function takeLock() {
  const id = createHash("sha256").update(`${os.userInfo().uid} ${root}`).digest("hex").slice(0, 12);
  const file = path.join(os.tmpdir(), `azure-finetune-install-${id}`);
  for (let waited = false; !create(file); waited = true) {
    const owner = readText(file);
    if (isLeft(file, owner)) fs.rmSync(file, { force: true });
    else if (!waited) say("Another start is installing packages; waiting for it");
    await pause(300);
  }
  return () => fs.rmSync(file, { force: true });
}

// Its owner was killed; without a number, in the moment between making the file and writing it.
function isLeft(file, owner) {
  if (owner === undefined) return false;
  return owner === "" ? Date.now() - modified(file) > 5000 : !isAlive(Number(owner));
}

function create(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs npm in the checkout; what it prints is only returned. */
function npm(node, env, args) {
  // `npm run` names its own program; a bare `node scripts/start.cjs` finds npm on PATH.
  const program = process.env.npm_execpath;
  const own = program !== undefined && /npm-cli\.c?js$/.test(program);
  const [file, rest] = own ? [node, [program, ...args]] : ["npm", args];
  return new Promise((done) => {
    const child = spawn(file, rest, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const result = { code: 1, stdout: "", output: "" };
    child.stdout.on("data", (data) => {
      result.stdout += data;
      result.output += data;
    });
    child.stderr.on("data", (data) => {
      result.output += data;
    });
    child.on("error", (error) => done({ ...result, output: error.message }));
    child.on("close", (code) => done({ ...result, code: code ?? 1 }));
  });
}

/** Runs the command in our place: same terminal, its exit code, and the signals that we get. */
function run(node, args, env) {
  const child = spawn(node, args, { env, stdio: "inherit" });
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the command too; from us it would be the second one.
      if (signal !== "SIGINT" || !hasTerminal) child.kill(signal);
    });
  }
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, by) => done(code ?? 128 + os.constants.signals[by]));
  });
}

function say(line) {
  console.error(line);
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function modified(file) {
  try {
    return fs.statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}
