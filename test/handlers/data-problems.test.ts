import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkData, fileProblems } from "../../handlers/data-problems";
import { row } from "../dataset/check/rows";

describe("problems of the data files", () => {
  const folder = mkdtempSync(join(tmpdir(), "data-"));
  const [train, test] = [join(folder, "train.jsonl"), join(folder, "test.jsonl")];
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("refuse a test row that is trained on, and only tell what is doubtful", async () => {
    writeFileSync(train, [row("a"), row("b"), row("a"), row("long ".repeat(100))].join("\n"));
    writeFileSync(test, [row("c"), row("b"), row("A", { prompt: "x" })].join("\n"));
    const found = await checkData([train, test], { contextTokens: 100 });
    expect(found.problems).to.deep.equal([
      `'${test}' line 2: row must be another conversation than in the training file's line 2; found the same`,
    ]);
    expect(found.warnings).to.deep.equal([
      `1 row of '${train}' repeated`,
      `1 row of '${train}' (25 %) longer than 100 tokens by an estimate (4 characters a token): cut in training`,
      "1 row of the test file in the training file but for case and white space",
      "1 row with a 'prompt' that is not the first user message",
    ]);
  });

  it("are not looked for again for the upload, unless the file was touched", async () => {
    await checkData([train, test], {});
    // What only the check of both files can know.
    expect(await fileProblems(test)).to.have.length(1);
    expect(await fileProblems(train)).to.deep.equal([]);
    utimesSync(test, 1, 1);
    expect(await fileProblems(test)).to.deep.equal([]);
  });

  it("are those of the one file that is uploaded, however many the other one has", async () => {
    writeFileSync(train, "{}\n".repeat(25));
    writeFileSync(test, row("c"));
    await checkData([train, test], {});
    expect(await fileProblems(test)).to.deep.equal([]);
    const lines = await fileProblems(train);
    expect(lines).to.have.length(21);
    expect(lines.at(-1)).to.equal("… and 5 more; by kind: messages 25");
    writeFileSync(test, "{}\n[]");
    await checkData([train, test], {});
    expect(await fileProblems(test)).to.deep.equal(["… and 2 more; by kind: messages 1, json 1"]);
  });

  it("name each file that is not there, beside what is wrong with the others", async () => {
    writeFileSync(train, "{}");
    const { problems } = await checkData([train, join(folder, "none")], {});
    expect(problems).to.deep.equal([
      `'${join(folder, "none")}' is no file; make it by 'npm run data', or name existing JSON Lines files in data.train and data.test`,
      `'${train}' line 1: messages must be an array of {role, content} that is not empty; found nothing`,
    ]);
  });
});
