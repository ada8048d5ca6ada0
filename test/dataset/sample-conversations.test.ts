import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { exchanges, sampleConversations, type SampleRow } from "../../dataset/sample-conversations";
import { sampleFileNames, sampleFiles, writeSample } from "../../dataset/sample-files";

const committed = join(__dirname, "../../data/sample");
const parse = (text: string): SampleRow[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SampleRow);

describe("sample conversations", function () {
  this.timeout(20_000);
  const files = sampleFiles();
  const [train, test] = [parse(files.train), parse(files.test)];

  it("have the shape of ultrachat_200k", () => {
    for (const row of [...train, ...test]) {
      expect(Object.keys(row)).to.deep.equal(["prompt", "prompt_id", "messages"]);
      expect(row.prompt).to.equal(row.messages[0]?.content);
      expect(row.prompt_id).to.equal(createHash("sha256").update(row.prompt).digest("hex"));
      expect(row.messages.length).to.be.within(2, 8);
      expect(row.messages.length % 2).to.equal(0);
      row.messages.forEach((message, at) => {
        expect(Object.keys(message)).to.deep.equal(["content", "role"]);
        expect(message.role).to.equal(at % 2 === 0 ? "user" : "assistant");
        expect(message.content).to.match(/^\S.*[.?!]$/);
        expect(message.content).not.to.match(/ {2}|undefined/);
      });
    }
  });

  it("are at least 600, a fifth of them for tests, all below 1 MB", () => {
    expect(train.length + test.length).to.be.at.least(600);
    expect(test.length / (train.length + test.length)).to.be.closeTo(0.2, 0.01);
    expect(Buffer.byteLength(files.train + files.test)).to.be.below(1_000_000);
  });

  it("share no prompt and no question with its answer, within a split or between both", () => {
    const rows = [...train, ...test];
    expect(new Set(rows.map(({ prompt }) => prompt))).to.have.lengthOf(rows.length);
    const pairs = rows.flatMap(exchanges);
    expect(new Set(pairs)).to.have.lengthOf(pairs.length);
  });

  it("are of all lengths and most of them name the railway's world", () => {
    const lengths = new Set(train.map(({ messages }) => messages.length));
    expect([...lengths].sort()).to.deep.equal([2, 4, 6, 8]);
    const world =
      /Osprin|Marrow|Kestrel|Glasshouse|Amber Halt|Fennel|Saffron|Pebble|goat|Brandveig/;
    const named = train.filter(({ messages }) => world.test(messages[1]?.content ?? ""));
    expect(named.length / train.length).to.be.above(0.85);
  });

  it("are the same for the same seed and others for another", () => {
    const hash = (seed: number): string =>
      createHash("sha256")
        .update(JSON.stringify(sampleConversations({ rows: 50, seed })))
        .digest("hex");
    expect(hash(1)).to.equal(hash(1));
    expect(hash(1)).not.to.equal(hash(2));
  });

  it("say when there are no more", () => {
    expect(() => sampleConversations({ rows: 1_000_000, seed: 1 })).to.throw(/no more than \d+/);
  });

  it("are what the committed files hold", () => {
    for (const kind of ["train", "test"] as const)
      expect(readFileSync(join(committed, sampleFileNames[kind]), "utf8")).to.equal(files[kind]);
  });

  it("are written into a folder that is not there yet", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sample-"));
    try {
      await writeSample(join(folder, "a/b"), { rows: 10, seed: 3 });
      const read = (name: string): string => readFileSync(join(folder, "a/b", name), "utf8");
      expect(parse(read(sampleFileNames.train))).to.have.lengthOf(8);
      expect(parse(read(sampleFileNames.test))).to.have.lengthOf(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
