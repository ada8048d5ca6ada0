import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { checkout } from "../../engine/cli-cache";

/** Notes each call; `ci` installs, `exec` answers with the Node that runs it. FAIL makes it fail. */
const fakeNpm = `const fs = require("node:fs");
fs.appendFileSync(__dirname + "/calls", process.argv.slice(2, 3) + "\\n");
console.log("npm's noise");
if (process.env.FAIL) process.exit(1);
if (process.argv[2] === "exec") console.log(process.execPath);
else setTimeout(() => {
  fs.mkdirSync("node_modules", { recursive: true });
  fs.symlinkSync(${JSON.stringify(join(checkout, "node_modules", "tsx"))}, "node_modules/tsx");
}, 300);
`;
const script = `const code: number = 7;
if (process.argv[2] === "wait") {
  process.on("SIGTERM", () => process.exit(9));
  setInterval(() => undefined, 1000);
} else {
  process.exitCode = code;
}
console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH }));
`;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe("scripts/start.cjs", () => {
  let root = "";
  const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
    spawn(process.execPath, [join(root, "scripts/start.cjs"), ...args], {
      cwd: tmpdir(),
      env: { ...process.env, npm_execpath: join(root, "npm-cli.js"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const ended = (child: ChildProcess): Promise<Ended> =>
    new Promise((done) => {
      const texts = { stdout: "", stderr: "" };
      child.stdout?.on("data", (data: Buffer) => (texts.stdout += data.toString()));
      child.stderr?.on("data", (data: Buffer) => (texts.stderr += data.toString()));
      child.on("close", (code) => {
        done({ code, ...texts });
      });
    });
  const calls = () =>
    existsSync(join(root, "calls"))
      ? readFileSync(join(root, "calls"), "utf8").trim().split("\n")
      : [];

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "start-")));
    mkdirSync(join(root, "scripts"));
    copyFileSync(join(checkout, "scripts/start.cjs"), join(root, "scripts/start.cjs"));
    writeFileSync(join(root, "scripts/demo.ts"), script);
    writeFileSync(join(root, "package.json"), "{}");
    writeFileSync(join(root, "package-lock.json"), "{}");
    writeFileSync(join(root, "npm-cli.js"), fakeNpm);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("installs once, passes arguments on and the exit code back", async () => {
    const first = await ended(start(["demo", "a b", "--c"]));
    expect(first.code, first.stderr).to.equal(7);
    const { args } = JSON.parse(first.stdout) as { args: string[] };
    expect(args).to.deep.equal(["a b", "--c"]);
    expect(first.stderr).to.include("Installing packages").and.not.include("noise");
    const second = await ended(start(["demo"]));
    expect(second.stderr).to.equal("");
    expect(calls()).to.deep.equal(["ci"]);
  });

  it("installs again after a change of the lock file", async () => {
    await ended(start(["demo"]));
    rmSync(join(root, "node_modules", "tsx"));
    writeFileSync(join(root, "package-lock.json"), '{ "changed": true }');
    await ended(start(["demo"]));
    expect(calls()).to.deep.equal(["ci", "ci"]);
  });

  it("takes what a plain 'npm install' has left as installed", async () => {
    mkdirSync(join(root, "node_modules"));
    symlinkSync(join(checkout, "node_modules", "tsx"), join(root, "node_modules", "tsx"));
    writeFileSync(join(root, "node_modules", ".package-lock.json"), "{}");
    expect((await ended(start(["demo"]))).code).to.equal(7);
    expect(calls()).to.deep.equal([]);
  });

  it("lets one of two starts install and the other wait", async () => {
    const both = await Promise.all([ended(start(["demo"])), ended(start(["demo"]))]);
    expect(both.map(({ code }) => code)).to.deep.equal([7, 7]);
    expect(calls()).to.deep.equal(["ci"]);
    expect(both.map(({ stderr }) => stderr).join("")).to.include("Another start is installing");
  });

  it("shows npm's output when npm fails", async () => {
    const { code, stderr } = await ended(start(["demo"], { FAIL: "1" }));
    expect(code).to.equal(1);
    expect(stderr).to.include("npm ci failed:\nnpm's noise");
  });

  it("takes another Node from npm, first on PATH for all children", async () => {
    const { stdout, stderr } = await ended(start(["demo"], { RUN_WITH_NODE: "1" }));
    expect(stderr).to.include("going on with Node 1 from npm");
    const { path } = JSON.parse(stdout) as { path: string };
    expect(path.startsWith(`${dirname(process.execPath)}:`)).to.equal(true);
    expect(calls()).to.deep.equal(["exec", "ci"]);
  });

  it("passes a signal on to the command", async () => {
    const child = start(["demo", "wait"]);
    const end = ended(child);
    child.stdout?.once("data", () => child.kill("SIGTERM"));
    expect((await end).code).to.equal(9);
  });

  it("runs a command of a group from the file that is named like it", async () => {
    writeFileSync(join(root, "scripts/data-check.ts"), script);
    const { code, stdout } = await ended(start(["data:check", "a.jsonl"]));
    expect(code).to.equal(7);
    expect((JSON.parse(stdout) as { args: string[] }).args).to.deep.equal(["a.jsonl"]);
    const listed = (await ended(start(["--help"]))).stdout;
    expect(listed)
      .to.match(/npm run data:check +check JSON Lines/)
      .and.not.include("data:report");
  });

  it("lists the commands that there are for an unknown one, and installs nothing", async () => {
    const { code, stderr } = await ended(start(["dmeo"]));
    expect(code).to.equal(1);
    expect(stderr).to.include("There is no command 'dmeo'").and.include("npm run demo");
    expect(stderr).to.not.include("npm run bench");
    expect((await ended(start(["demo", "--help"]))).stdout).to.match(/^demo: the whole way/);
    expect((await ended(start(["--help"]))).code).to.equal(0);
    expect(calls()).to.deep.equal([]);
  });
});
