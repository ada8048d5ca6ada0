import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { writePage } from "../../../dataset/report/write-page";

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
