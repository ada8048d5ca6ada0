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
