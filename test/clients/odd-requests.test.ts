import { expect } from "chai";
import { at } from "../local/azure/client";
import { clusterBody, endpointBody, ws } from "../local/azure/machinelearning/bodies";
import { makeWorkspace, startWorld, type World } from "../local/azure/machinelearning/world";

/** Every version that Azure ML's SDKs and the published schemas name for management calls. */
const versions = [
  ...["2022-05-01", "2022-10-01", "2023-04-01", "2023-10-01", "2024-04-01", "2024-10-01"],
  ...["2025-04-01", "2025-06-01", "2025-09-01", "2025-12-01", "2026-03-01", "2026-05-01"],
  ...["2022-02-01-preview", "2023-04-01-preview", "2023-08-01-preview", "2024-01-01-preview"],
  ...["2024-07-01-preview", "2024-10-01-preview", "2026-05-15-preview"],
];
const version = "api-version=2025-12-01";
const json = { "content-type": "application/json" };
const tooBig = " ".repeat(4 * 1024 * 1024 + 1);

describe("odd but legal requests", function () {
  this.timeout(20_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
  });
  after(() => world.stop());

  it("find a resource by any letter case, a slash at the end and encoded letters", async () => {
    const { body } = await world.call("GET", `${ws}?${version}`);
    const odd = [
      world.id(ws).toUpperCase(),
      world.id(ws).toLowerCase(),
      `${ws}/`,
      ws.replace("ws1", "%77s1"),
    ];
    for (const path of odd) {
      const found = await world.azure.fetch(`${path}?API-Version=2025-12-01`);
      expect(found.body.id, path + found.text).to.equal(body.id);
    }
  });

  it("have a path that cannot be decoded: 400", async () => {
    for (const ending of ["%", "%zz", "%4"]) {
      const { status, body } = await world.call("GET", `${ws}${ending}?${version}`);
      expect([status, at(body, "error", "code")], ending).to.deep.equal([400, "BadRequest"]);
    }
  });

  it("keep the spelling of the first PUT", async () => {
    await world.done("PUT", "onlineEndpoints/Chat-One", endpointBody());
    await world.done("PUT", "onlineEndpoints/chat-one", endpointBody({ tags: { a: "b" } }));
    const { value } = (await world.call("GET", "onlineEndpoints")).body;
    expect(value).to.have.length(1);
    expect(at(value, 0, "name")).to.equal("Chat-One");
    expect(at(value, 0, "tags")).to.deep.equal({ a: "b" });
    await world.done("DELETE", "onlineEndpoints/CHAT-ONE");
  });

  it("may name any api-version of Azure ML", async () => {
    for (const name of versions) {
      const paths = [ws, `${ws}/computes`, `${ws}/onlineEndpoints`, `${ws}/jobs`];
      for (const path of paths) {
        const answer = await world.azure.fetch(`${path}?api-version=${name}`);
        expect(answer.status, `${path} ${name} ${answer.text}`).to.equal(200);
      }
    }
  });

  it("ask by HEAD whether a resource is there", async () => {
    const head = async (path: string) =>
      world.azure.fetch(`${path}?${version}`, { method: "HEAD" });
    expect(await head(ws)).to.include({ status: 204, text: "" });
    expect(await head(`${ws}/computes/none`)).to.include({ status: 404, text: "" });
    const group = world.azure.fetch("~/resourceGroups/rg?api-version=2022-09-01", {
      method: "HEAD",
    });
    expect((await group).status).to.equal(204);
  });

  it("send a body with a byte order mark", async () => {
    const text = JSON.stringify(clusterBody());
    for (const body of [`\uFEFF${text}`, ` \n${text}\n`]) {
      const answer = await world.call("PUT", "computes/marked", body, json);
      expect(answer.status, answer.text).to.be.within(200, 201);
    }
    await world.done("DELETE", "computes/marked?underlyingResourceAction=Delete");
  });

  it("send a body without a content type, or with another one than JSON: 415", async () => {
    const put = async (path: string, type?: string, method = "PUT") => {
      const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
      const body = JSON.stringify({ location: "eastus", tags: { a: "b" } });
      const { status, body: answer } = await world.call(method, path, body, headers);
      return [status, at(answer, "error", "code"), at(answer, "error", "message")];
    };
    const refusal = (type: string) => [
      415,
      "UnsupportedMediaType",
      `The content media type '${type}' is not supported. Only 'application/json' is supported.`,
    ];
    const group = "~/resourceGroups/rg?api-version=2024-03-01";
    for (const path of [group, "computes/none"]) {
      expect(await put(path)).to.deep.equal(refusal("<null>"));
      expect(await put(path, "text/plain; charset=utf-8")).to.deep.equal(refusal("text/plain"));
      const merge = "application/merge-patch+json";
      expect(await put(path, merge)).to.deep.equal(refusal(merge));
    }
    expect((await put(group, "Application/JSON; charset=utf-8"))[0]).to.equal(200);
    expect((await put(group, "application/merge-patch+json", "PATCH"))[0]).to.equal(200);
    expect((await put(ws, "application/merge-patch+json", "PATCH"))[0]).to.equal(200);
  });

  it("send no body, or JSON that is no object: 400", async () => {
    for (const body of ["", "null", "[]", '"text"', "{", "\u0000"]) {
      const answer = await world.call("PUT", "computes/none", body, json);
      expect(answer.status, `'${body}' ${answer.text}`).to.equal(400);
      expect(at(answer.body, "error", "code")).to.be.oneOf(["BadRequest", "InvalidRequestContent"]);
    }
    expect((await world.call("GET", "computes/none")).status).to.equal(404);
  });

  it("send more than ARM takes: 413", async () => {
    const declared = await world.call("PUT", "computes/none", tooBig, json);
    expect(declared.status).to.equal(413);
    expect(at(declared.body, "error", "code")).to.equal("RequestContentTooLarge");
  });

  it("carry their ids back", async () => {
    const id = "11111111-2222-3333-4444-555555555555";
    const answer = await world.call("GET", `${ws}/computes/none?${version}`, undefined, {
      "x-ms-client-request-id": id,
      "x-ms-correlation-request-id": id,
    });
    expect(answer.headers.get("x-ms-client-request-id")).to.equal(id);
    expect(answer.headers.get("x-ms-correlation-request-id")).to.equal(id);
    expect(answer.headers.get("x-ms-request-id")).to.match(/^[0-9a-f-]{36}$/);
  });

  it("name something that is not there: 404 with who misses it", async () => {
    const cases: [string, string][] = [
      [ws.replace("/rg/", "/nobody/"), "ResourceGroupNotFound"],
      [`${ws}x`, "ResourceNotFound"],
      [`${ws}x/jobs/a`, "ResourceNotFound"],
      [`${ws}/jobs/a`, "UserError"],
      [`${ws}/models/a/versions/1`, "UserError"],
      [`${ws}/onlineEndpoints/a/deployments/b`, "UserError"],
    ];
    for (const [path, code] of cases) {
      const { status, body, text } = await world.call("GET", `${path}?${version}`);
      expect([status, at(body, "error", "code")], text).to.deep.equal([404, code]);
      expect(at(body, "error", "message"))
        .to.be.a("string")
        .and.not.equal("");
    }
  });
});

describe("long operations", function () {
  this.timeout(20_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
  });
  after(() => world.stop());

  it("can be followed by either header", async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    const made = await world.call("PUT", "onlineEndpoints/slow", endpointBody());
    expect(made.status).to.equal(201);
    const [status, result] = ["azure-asyncoperation", "location"].map(
      (name) => made.headers.get(name) ?? "",
    );
    const follow = async () => [
      await world.azure.fetch(status ?? ""),
      await world.azure.fetch(result ?? ""),
    ];
    const [going, pending] = await follow();
    expect(going).to.have.nested.property("body.status", "InProgress");
    expect(going?.status).to.equal(200);
    expect(pending).to.include({ status: 202, text: "" });
    expect(pending?.headers.get("location")).to.equal(result);
    expect(Number(pending?.headers.get("retry-after"))).to.be.above(0);
    await world.azure.admin("POST", "/admin/clock", { latency: 0, advanceSeconds: 3600 });
    const [ended, done] = await follow();
    expect(ended?.body).to.include({ status: "Succeeded" });
    expect(done?.status).to.be.within(200, 204);
  });

  it("are over at once when there is nothing to delete", async () => {
    for (const path of ["computes/none?underlyingResourceAction=Delete", "onlineEndpoints/none"])
      expect((await world.call("DELETE", path)).status).to.equal(204);
  });
});

describe("long lists", function () {
  this.timeout(20_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    for (let index = 0; index < 105; index += 1)
      await world.done("PUT", `computes/node-${index}`, clusterBody({ maxNodeCount: 0 }));
  });
  after(() => world.stop());

  it("come in pages, each with the whole address of the next", async () => {
    const sizes: number[] = [];
    const names = new Set<unknown>();
    let next: unknown = `${ws}/computes?${version}`;
    while (typeof next === "string") {
      const { body } = await world.azure.fetch(next);
      const value = body.value as { name: string }[];
      sizes.push(value.length);
      value.forEach(({ name }) => names.add(name));
      next = body.nextLink;
    }
    expect(sizes).to.deep.equal([50, 50, 5]);
    expect(names.size).to.equal(105);
  });
});
