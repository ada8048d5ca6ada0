import { expect } from "chai";
import { diskReason } from "../../dataset/disk-error";

describe("errors of a disk", () => {
  it("are told in words, by their code or by what DuckDB says", () => {
    const coded = (code: string) => diskReason(Object.assign(new Error("mkdir"), { code }));
    expect(coded("EROFS")).to.equal("the file system is read-only");
    expect(coded("EACCES")).to.equal(coded("EPERM")).and.to.equal("you may not write there");
    expect(diskReason(new Error('IO Error: "a": File too large'))).to.equal(coded("EFBIG"));
    expect(diskReason(new Error("IO Error: x: No space left on device"))).to.equal(coded("ENOSPC"));
  });

  it("are no other errors", () => {
    expect(diskReason(Object.assign(new Error("x"), { code: "ENOENT" }))).to.equal(undefined);
    expect(diskReason(new Error("answered 429: Storage quota exceeded"))).to.equal(undefined);
    expect(diskReason("EROFS")).to.equal(undefined);
  });
});
