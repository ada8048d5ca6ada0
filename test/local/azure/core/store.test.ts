import { expect } from "chai";
import { Kind, openStore } from "../../../../local/azure/store";

const things = new Kind<{ n: number }>("thing");

describe("store", () => {
  it("lists by prefix in the order of the keys", () => {
    const store = openStore(":memory:");
    for (const key of ["/b/2", "/a/2", "/a/10", "/ab", "/a"]) store.put(things, key, { n: 1 });
    expect(store.list(things, "/a/").map(({ key }) => key)).to.eql(["/a/10", "/a/2"]);
    expect(store.delete(things, "/a")).to.be.true;
    expect(store.delete(things, "/a")).to.be.false;
    expect(store.get(things, "/a")).to.be.undefined;
    store.close();
  });

  it("lists by type, without regard to case", () => {
    const store = openStore(":memory:");
    const typed = new Kind<{ type: string }>("typed");
    store.put(typed, "/a/1", { type: "A/b" });
    store.put(typed, "/a/2", { type: "A/c" });
    store.put(typed, "/b/1", { type: "a/B" });
    store.put(things, "/a/1", { n: 1 });
    const keys = (type: string, prefix?: string): string[] =>
      store.listOfType(typed, type, prefix).map(({ key }) => key);
    expect(keys("A/B")).to.eql(["/a/1", "/b/1"]);
    expect(keys("a/b", "/a/")).to.eql(["/a/1"]);
    store.put(typed, "/a/1", { type: "A/c" });
    expect(keys("a/b")).to.eql(["/b/1"]);
    store.close();
  });

  it("takes back all writes of a transaction that throws, and those of an inner one alone", () => {
    const store = openStore(":memory:");
    store.transaction(() => {
      store.put(things, "outer", { n: 1 });
      expect(() =>
        store.transaction(() => {
          store.put(things, "inner", { n: 2 });
          throw new Error("no");
        }),
      ).to.throw("no");
    });
    expect(store.list(things)).to.eql([{ key: "outer", value: { n: 1 } }]);
    store.close();
  });
});
