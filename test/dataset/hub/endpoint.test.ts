import { expect } from "chai";
import { endpointOf, folderName } from "../../../dataset/hub/endpoint";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import type { HubRows } from "../../../dataset/hub/types";
import { startHub } from "../../../local/hub/server";
import { dataset, impatient, startRailway, type RailwayHub } from "./railway";

const names = ["HF_ENDPOINT", "HF_TOKEN"] as const;

describe("address and token of the hub", () => {
  const before = { ...process.env };
  const reset = (): void => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  };
  beforeEach(reset);
  afterEach(() => {
    reset();
    for (const name of names) if (before[name] !== undefined) process.env[name] = before[name];
  });

  it("are the public one's where HF_ENDPOINT is not set or empty", () => {
    expect(endpointOf({})).to.equal("https://huggingface.co");
    process.env.HF_ENDPOINT = " ";
    expect(endpointOf({})).to.equal("https://huggingface.co");
    process.env.HF_ENDPOINT = "https://mirror.example/";
    expect(endpointOf({})).to.equal("https://mirror.example");
    expect(endpointOf({ endpoint: "" })).to.equal("https://mirror.example");
    expect(endpointOf({ endpoint: "http://other.example/hub//" })).to.equal(
      "http://other.example/hub",
    );
  });

  for (const address of ["mirror.example", "localhost:8080", "ftp://mirror.example", "https://"])
    it(`are refused when they are no address: ${address}`, async () => {
      process.env.HF_ENDPOINT = address;
      const error = await fetchRows(
        { dataset, split: "train_sft", rows: { percent: 1 }, cacheFolder: "nowhere" },
        impatient,
      ).catch((failure: unknown) => failure);
      expect((error as Error).message).to.equal(
        `the hub's address '${address}' is none: give HF_ENDPOINT a whole one, such as 'https://huggingface.co', or leave it empty for just that`,
      );
    });

  describe("with HF_TOKEN set", () => {
    let hub: RailwayHub;
    beforeEach(async () => {
      hub = await startRailway();
      process.env.HF_ENDPOINT = hub.url;
      process.env.HF_TOKEN = "hf_unknown";
    });
    afterEach(() => hub.stop());
    const fetch = (more: { token?: string }): Promise<HubRows> =>
      fetchRows(
        { dataset, split: "train_sft", rows: { percent: 1 }, cacheFolder: hub.cache, ...more },
        impatient,
      );

    it("lead to what was fetched from this machine before, on whatever port", async () => {
      const { files } = await fetch({ token: "" });
      const other = await startHub({ folder: hub.folder });
      process.env.HF_ENDPOINT = other.url;
      const again = await fetch({ token: "" });
      await other.close();
      expect(other.url).not.to.equal(hub.url);
      expect(again).to.deep.include({ bytesFetched: 0, files });
      const endpoints = ["http://[::1]:81", "http://localhost:1/x", "https://mirror.example:8443"];
      expect(endpoints.map(folderName)).to.deep.equal([
        "___1_",
        "localhost",
        "mirror.example_8443",
      ]);
    });

    it("send none for an empty one", async () => {
      const error = await fetch({}).catch((failure: unknown) => failure);
      expect((error as Error).message).to.contain("refuses HF_TOKEN");
      expect((await fetch({ token: "" })).rows).to.equal(4);
    });
  });
});
