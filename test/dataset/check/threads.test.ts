import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { row } from "./rows";

const checkout = resolve(__dirname, "../../..");

describe("data check in threads", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("works where TypeScript has no loader but the one of the state's trampoline", () => {
    const file = join(folder, "rows.jsonl");
    writeFileSync(file, [row("a"), "{}", row("a")].join("\n"));
    const program = `
      const tsx = require("tsx/cjs/api");
      const here = process.cwd();
      const { checkFiles } = tsx.require(here + "/dataset/check/check-files.ts", here + "/index.ts");
      const options = { contextTokens: 4096, threads: 2, rangeBytes: 50 };
      checkFiles([process.argv[1]], options).then(({ counts }) => console.log(JSON.stringify(counts)));`;
    const args = ["--eval", program, file];
    const output = execFileSync(process.execPath, args, { cwd: checkout, encoding: "utf8" });
    expect(JSON.parse(output)).to.deep.equal({ messages: 1, duplicate: 1 });
  });
});
