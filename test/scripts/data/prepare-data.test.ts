import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { prepareData } from "../../../scripts/data/prepare-data";
import { configuredData } from "../../../scripts/stack/configured-data";

describe("files of a data set with splits of its own", () => {
  it("are not both written to one place, which --out makes of two folders", async () => {
    const out = mkdtempSync(join(tmpdir(), "data-"));
    const names = { train: "a/rows.jsonl", test: "b/rows.jsonl" };
    const data = configuredData(join(out, "none.yaml"), { change: () => names });
    const places = { project: out, out, cacheFolder: join(out, "cache") };
    const failed: unknown = await prepareData(data, [], places, {}).catch(
      (error: unknown) => error,
    );
    expect((failed as Error).message).to.match(
      /^training and test rows would both be written to '.*rows\.jsonl'; give them two names$/,
    );
    expect(readdirSync(out)).to.deep.equal([]);
    rmSync(out, { recursive: true });
  });
});
