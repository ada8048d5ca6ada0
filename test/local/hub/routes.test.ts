import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  checkRepoAccess,
  datasetInfo,
  downloadFile,
  fileDownloadInfo,
  listFiles,
  pathsInfo,
  whoAmI,
} from "@huggingface/hub";
import { expect } from "chai";
import { startHub, type RunningHub } from "../../../local/hub/server";

const name = "osprin/railway";
const repo = { type: "dataset", name } as const;
const content = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));

describe("local hub", () => {
  const root = mkdtempSync(join(tmpdir(), "local-hub-"));
  let hub: RunningHub;
  before(async () => {
    const write = (path: string, data: string | Buffer): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), data);
    };
    write(`${name}/README.md`, "---\nlicense: mit\n---\n# Railway\n");
    write(`${name}/data/train-0.parquet`, content);
    write(`${name}/data/deep/test-0.parquet`, content.subarray(1));
    write(`${name}/.converted/default/train/0000.parquet`, content);
    const revisions = { "refs/convert/parquet": ".converted" };
    write(`${name}/hub.json`, JSON.stringify({ revisions }));
    write("osprin/gated/a.parquet", content);
    write("osprin/gated/hub.json", JSON.stringify({ gated: "manual", tokens: ["hf_reader"] }));
    hub = await startHub({ folder: root, pageSize: 2, tokens: ["hf_other"] });
  });
  after(async () => {
    await hub.close();
    rmSync(root, { recursive: true, force: true });
  });

  const info = () => datasetInfo({ name, hubUrl: hub.url, additionalFields: ["sha", "cardData"] });
  const get = (
    path: string,
    headers: Record<string, string> = {},
    redirect: "follow" | "manual" = "follow",
  ) => fetch(hub.url + path, { headers, redirect });

  it("tells @huggingface/hub what a data set is, and lists its files in pages", async () => {
    const { sha, cardData, gated } = await info();
    expect(sha).to.match(/^[0-9a-f]{40}$/);
    expect([cardData?.license, gated]).to.deep.equal(["mit", false]);
    const listed = [];
    for await (const { type, path, lfs } of listFiles({ repo, recursive: true, hubUrl: hub.url }))
      listed.push([type, path, lfs?.oid]);
    const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
    expect(listed).to.have.deep.members([
      ["file", "README.md", undefined],
      ["directory", "data", undefined],
      ["directory", "data/deep", undefined],
      ["file", "data/train-0.parquet", sha256(content)],
      ["file", "data/deep/test-0.parquet", sha256(content.subarray(1))],
    ]);
    expect(hub.requests.filter(({ path }) => path.includes("cursor="))).to.have.lengthOf(2);
  });

  it("serves a branch of converted files, by its name and by its commit", async () => {
    const revision = "refs/convert/parquet";
    const { sha } = await datasetInfo({
      name,
      revision,
      additionalFields: ["sha"],
      hubUrl: hub.url,
    });
    for (const at of [revision, sha]) {
      const [found] = await pathsInfo({
        repo,
        paths: ["default/train/0000.parquet"],
        revision: at,
        hubUrl: hub.url,
      });
      expect(found?.size).to.equal(5000);
    }
    const refs = (await (await get(`/api/datasets/${name}/refs`)).json()) as { converts: unknown };
    expect(refs.converts).to.deep.equal([{ name: "parquet", ref: revision, targetCommit: sha }]);
  });

  it("gives @huggingface/hub a file, and parts of it", async () => {
    const path = "data/train-0.parquet";
    const found = await fileDownloadInfo({ repo, path, hubUrl: hub.url });
    expect(found?.size).to.equal(5000);
    const blob = await downloadFile({ repo, path, hubUrl: hub.url, accessToken: "hf_other" });
    const part = await blob?.slice(100, 200).arrayBuffer();
    expect(Buffer.from(part ?? new ArrayBuffer())).to.deep.equal(content.subarray(100, 200));
    expect(await downloadFile({ repo, path: "no.parquet", hubUrl: hub.url })).to.equal(null);
  });

  it("sends LFS files from another host that takes no token, others at once", async () => {
    const path = `/datasets/${name}/resolve/main`;
    const moved = await get(`${path}/data/train-0.parquet`, {}, "manual");
    const location = moved.headers.get("location") ?? "";
    expect(moved.status).to.equal(302);
    expect(new URL(location).origin).not.to.equal(hub.url);
    const { sha } = await info();
    expect(moved.headers.get("x-repo-commit")).to.equal(sha);
    expect(moved.headers.get("x-linked-size")).to.equal("5000");
    expect(
      (await fetch(location, { headers: { authorization: "Bearer hf_other" } })).status,
    ).to.equal(400);
    expect((await fetch(location.replace(/Signature=./, "Signature=!"))).status).to.equal(403);
    const readme = await get(`${path}/README.md`, {}, "manual");
    expect([readme.status, await readme.text()]).to.deep.equal([
      200,
      readFileSync(join(root, name, "README.md"), "utf8"),
    ]);
  });

  it("sends ranges as RFC 9110 says", async () => {
    const range = async (headers: Record<string, string>) => {
      const answer = await get(`/datasets/${name}/resolve/main/data/train-0.parquet`, headers);
      const body = Buffer.from(await answer.arrayBuffer());
      return [answer.status, answer.headers.get("content-range"), body.length] as const;
    };
    const { headers } = await get(`/datasets/${name}/resolve/main/data/train-0.parquet`);
    const etag = headers.get("etag") ?? "";
    expect(await range({ range: "bytes=10-19" })).to.deep.equal([206, "bytes 10-19/5000", 10]);
    expect(await range({ range: "bytes=-7" })).to.deep.equal([206, "bytes 4993-4999/5000", 7]);
    expect(await range({ range: "bytes=4990-" })).to.deep.equal([206, "bytes 4990-4999/5000", 10]);
    expect(await range({ range: "bytes=5000-" })).to.deep.equal([416, "bytes */5000", 0]);
    expect(await range({ range: "bytes=0-1,5-6" })).to.deep.equal([200, null, 5000]);
    expect(await range({ range: "bytes=0-1", "if-range": etag })).to.deep.equal([
      206,
      "bytes 0-1/5000",
      2,
    ]);
    expect(await range({ range: "bytes=0-1", "if-range": '"old"' })).to.deep.equal([
      200,
      null,
      5000,
    ]);
    expect(await range({ "if-none-match": etag })).to.deep.equal([304, null, 0]);
  });

  it("refuses with the codes from which clients make their errors", async () => {
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const cases: readonly [string, Record<string, string>, number, string | null][] = [
      ["/api/datasets/osprin/none", {}, 401, "RepoNotFound"],
      ["/api/datasets/osprin/none", bearer("hf_other"), 404, "RepoNotFound"],
      ["/api/datasets/osprin/none", bearer("hf_wrong"), 401, null],
      [`/api/datasets/${name}/revision/v9`, {}, 404, "RevisionNotFound"],
      [`/datasets/${name}/resolve/main/no.txt`, {}, 404, "EntryNotFound"],
      ["/datasets/osprin/gated/resolve/main/a.parquet", {}, 401, "GatedRepo"],
      ["/datasets/osprin/gated/resolve/main/a.parquet", bearer("hf_other"), 403, "GatedRepo"],
      ["/datasets/osprin/gated/resolve/main/a.parquet", bearer("hf_reader"), 200, null],
      ["/api/datasets/..%2F../x", {}, 401, "RepoNotFound"],
    ];
    for (const [path, headers, status, code] of cases) {
      const answer = await get(path, headers);
      expect([path, answer.status, answer.headers.get("x-error-code")]).to.deep.equal([
        path,
        status,
        code,
      ]);
    }
    expect((await whoAmI({ hubUrl: hub.url, accessToken: "hf_reader" })).type).to.equal("user");
    await checkRepoAccess({ repo, hubUrl: hub.url });
  });
});
