import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inOutputFolder } from "../../../dataset/prepare/output-folder";
import { prepare } from "../../../dataset/prepare/prepare";
import { PrepareError } from "../../../dataset/prepare/prepare-error";
import { fileSource } from "../../../dataset/prepare/row-source";
import { halves, linesOf, sampleRows, testFolder } from "./rows";

describe("the folder of prepared files", () => {
  let folder = testFolder();
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    folder.remove();
  });
  const out = () => folder.path("out");
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (one: unknown) => one,
    );
    expect(error).to.be.instanceOf(PrepareError);
    return (error as Error).message;
  };
  /** Prepares rows, and does something while they are read. */
  const meanwhile = (work: () => void) => {
    const source = fileSource(folder.write("rows.jsonl", linesOf(sampleRows(12))), {
      percent: 100,
    });
    const open = () => {
      work();
      return source.open();
    };
    return prepare({ ...source, open }, halves(out()));
  };

  it("ends the work when it is removed, and does not wait for the end to know", async () => {
    const waiting = () => expect.fail("nobody else is there");
    const work = inOutputFolder([join(out(), "a")], waiting, async ({ signal }) => {
      rmSync(out(), { recursive: true });
      // no timer of the lock keeps the process alive
      const keep = setInterval(() => undefined, 1000);
      await once(signal, "abort");
      clearInterval(keep);
      signal.throwIfAborted();
    });
    expect(await refusal(work)).to.equal(`'${out()}' was removed meanwhile; start again`);
  });

  it("says so when it is removed while rows are written", async () => {
    const removed = meanwhile(() => {
      rmSync(out(), { recursive: true });
    });
    expect(await refusal(removed)).to.equal(`'${out()}' was removed meanwhile; start again`);
  });

  it("is not written to by a run that was paused until another one took over", async () => {
    const lock = join(out(), ".preparing.lock");
    const taken = meanwhile(() => {
      writeFileSync(join(out(), ".preparing.owner"), "another");
      rmSync(lock, { recursive: true });
      mkdirSync(lock);
      // made in the millisecond of the first one, it would be taken for that
      utimesSync(lock, 2, 2);
    });
    expect(await refusal(taken)).to.match(/^another run took '.*out' over while this one was/);
    expect(readdirSync(out()).sort()).to.deep.equal([".preparing.lock", ".preparing.owner"]);
    expect(existsSync(lock)).to.equal(true);
  });

  it("keeps what a living run has there, and loses what a dead one left", async () => {
    const living = `.preparing-${process.ppid}-a`;
    for (const name of [living, ".preparing-4194305-b", ".preparing-c"])
      mkdirSync(join(out(), name), { recursive: true });
    await meanwhile(() => undefined);
    expect(readdirSync(out()).sort()).to.deep.equal(
      [living, ".prepared.json", "test.jsonl", "train.jsonl"].sort(),
    );
  });
});
