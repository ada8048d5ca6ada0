import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentHash } from "../../dataset/content-hash";

describe("content hash", function () {
  this.timeout(20_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "hash-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("is that of azure-ai-ml", async () => {
    // Computed with sha256sum over the salt and the bytes.
    expect(await contentHash(write("a", "hello\n"))).to.equal(
      "95c0c1b0c4e31042364f83ee9122ee2d250657bb3ce8fd478b78011938720398",
    );
    expect(await contentHash(write("empty", ""))).to.equal(
      "f12a27872dfd6a7418cb140e7d778064d598b650f9ce3d1f5bcd32e6fda72f19",
    );
  });

  it("depends on the content alone", async () => {
    const [one, other] = [write("one", "same"), write("other", "same")];
    expect(await contentHash(one)).to.equal(await contentHash(other));
    expect(await contentHash(one)).not.to.equal(await contentHash(write("third", "Same")));
  });

  it("does not keep the file in memory", async () => {
    const file = write("big", "");
    truncateSync(file, 250 * 1024 * 1024);
    const before = process.memoryUsage.rss();
    await contentHash(file);
    expect(process.memoryUsage.rss() - before).to.be.below(100 * 1024 * 1024);
  });

  it("fails when there is no file", async () => {
    const error: unknown = await contentHash(join(folder, "missing")).catch((e: unknown) => e);
    expect(error).to.have.property("code", "ENOENT");
  });
});
