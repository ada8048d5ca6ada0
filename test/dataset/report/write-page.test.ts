import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { writePage } from "../../../dataset/report/write-page";
import { killOnceThere } from "../killed-run";

describe("writing a page", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "page-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const refusal = (file: string): Promise<string> =>
    writePage(file, "new").then(
      () => "written",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );

  it("replaces the old one and leaves nothing of its own or of a killed run beside it", async () => {
    const file = join(folder, "a.html");
    writeFileSync(file, "old and longer");
    for (const name of [".a.html.4194305", `.a.html.${process.ppid}`, ".a.html.x"])
      writeFileSync(join(folder, name), "of a run that was killed, of one at work, of a person");
    await writePage(file, "new ✓");
    expect(readFileSync(file, "utf8")).to.equal("new ✓");
    expect(readdirSync(folder)).to.have.members([`.a.html.${process.ppid}`, ".a.html.x", "a.html"]);
  });

  it("leaves the old page when it is killed, and the next one cleans up", async () => {
    const file = join(folder, "a.html");
    writeFileSync(file, "old");
    const child = join(__dirname, "killed-child.ts");
    await killOnceThere([child, file, "50000000"], () => readdirSync(folder).length > 1);
    expect(readFileSync(file, "utf8")).to.equal("old");
    expect(readdirSync(folder)).to.have.length(2);
    await writePage(file, "new");
    expect(readFileSync(file, "utf8")).to.equal("new");
    expect(readdirSync(folder)).to.deep.equal(["a.html"]);
  });

  it("says so when the disk is full, and keeps the old page", async () => {
    const file = join(folder, "a.html");
    writeFileSync(file, "old");
    // every write to it fails as on a full disk
    symlinkSync("/dev/full", join(folder, `.a.html.${process.pid}`));
    expect(await refusal(file)).to.equal(
      `cannot write '${file}': the disk is full; name another file by --out`,
    );
    expect(readFileSync(file, "utf8")).to.equal("old");
    expect(readdirSync(folder)).to.deep.equal(["a.html"]);
  });

  it("is refused with the reason and what to do", async () => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "sub"));
    const reason = {
      [join(folder, "none", "a.html")]: "there is no such folder",
      [join(folder, "file", "a.html")]: "a part of the path is a file",
      [join(folder, "sub")]: "it is a folder",
    };
    for (const [file, why] of Object.entries(reason))
      expect(await refusal(file)).to.equal(
        `cannot write '${file}': ${why}; name another file by --out`,
      );
    expect(readdirSync(folder).sort()).to.deep.equal(["file", "sub"]);
  });
});
