import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  backendFolder,
  isHeld,
  readLocks,
  removeLock,
  type StackLock,
} from "../../engine/stack-lock";

const lock = (more: Partial<StackLock> = {}): StackLock => ({
  file: "/none",
  pid: 4242,
  hostname: hostname(),
  username: "me",
  timestamp: "2026-11-21T04:35:17Z",
  ...more,
});

describe("backendFolder", () => {
  it("reads the forms of a file URL and nothing else", () => {
    expect(backendFolder("file:///a/b%20c")).to.equal("/a/b c");
    expect(backendFolder("file://~/x")).to.equal(join(homedir(), "x"));
    expect(backendFolder("azblob://container")).to.equal(undefined);
  });
});

describe("isHeld", () => {
  const cases: [string, string | undefined, boolean][] = [
    ["a Pulumi that runs", "/opt/bin/pulumi up --yes", true],
    ["a process that is gone", undefined, false],
    ["another program under the same number", "/usr/bin/vim pulumi.txt", false],
  ];
  for (const [title, command, held] of cases) {
    it(`${held ? "is" : "is not"} held by ${title}`, () => {
      expect(isHeld(lock(), () => command)).to.equal(held);
    });
  }

  it("is held when it was made on another machine, whatever runs here", () => {
    expect(isHeld(lock({ hostname: "elsewhere" }), () => undefined)).to.equal(true);
  });

  it("asks this machine by itself", () => {
    expect(isHeld(lock({ pid: process.pid }))).to.equal(false); // this process is no Pulumi
  });
});

describe("readLocks", () => {
  let backend = "";
  beforeEach(() => {
    backend = mkdtempSync(join(tmpdir(), "locks-"));
  });
  afterEach(() => {
    rmSync(backend, { recursive: true });
  });

  it("finds none where nobody has locked", () => {
    expect(readLocks(backend, "p", "s")).to.deep.equal([]);
  });

  it("finds a lock, and removes it with its attributes", () => {
    const folder = join(backend, ".pulumi", "locks", "organization", "p", "s");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "one.json");
    writeFileSync(file, JSON.stringify(lock({ file })));
    writeFileSync(`${file}.attrs`, "{}");
    const found = readLocks(backend, "p", "s");
    expect(found).to.deep.equal([lock({ file })]);
    found.forEach(removeLock);
    expect(existsSync(file)).to.equal(false);
    expect(existsSync(`${file}.attrs`)).to.equal(false);
  });
});
