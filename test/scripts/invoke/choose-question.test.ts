import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { chooseQuestion, type QuestionOptions } from "../../../scripts/invoke/choose-question";

const conversation = (answer: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: "Why?" },
      { role: "assistant", content: answer },
    ],
  });

describe("chooseQuestion", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rows-"));
    file = join(folder, "test.jsonl");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const refused = async (options: QuestionOptions): Promise<string> => {
    const error = await chooseQuestion(() => file, options).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof Error ? error.message : "accepted";
  };

  it("takes a row of the stack's test file, or of another one", async () => {
    writeFileSync(file, `${conversation("a")}\n${conversation("b")}\n`);
    const other = join(folder, "other.jsonl");
    writeFileSync(other, conversation("c\u2028d"));
    expect(await chooseQuestion(() => file, { row: 2 })).to.deep.equal({
      messages: [{ role: "user", content: "Why?" }],
      expected: "b",
      from: `row 2, ${file}`,
      row: 2,
    });
    expect(await chooseQuestion(() => file, { data: other, seed: 1 })).to.include({
      expected: "c\u2028d",
      from: `row 1 of 1, ${other}`,
    });
  });

  it("needs no file for an own question", async () => {
    const fail = () => {
      throw new Error("settings are broken");
    };
    expect(await chooseQuestion(fail, { question: "Who?" })).to.deep.equal({
      messages: [{ role: "user", content: "Who?" }],
      from: "your own",
    });
  });

  it("names file and line of what cannot be taken", async () => {
    expect(await refused({})).to.match(/of '.*test\.jsonl': there is no such file; .*--data/);
    expect(await refused({ data: folder })).to.contain("it is a folder");
    writeFileSync(file, "");
    expect(await refused({})).to.contain("it is empty");
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${conversation("a")}\n{"messages":[\n`), Buffer.of(0xff)]),
    );
    expect(await refused({ row: 4 })).to.contain("it has 3 rows, and no row 4");
    expect(await refused({ row: 2 })).to.match(/test\.jsonl', line 2: it is not valid JSON/);
    expect(await refused({ row: 3 })).to.match(/line 3: it is not UTF-8 text/);
  });
});
