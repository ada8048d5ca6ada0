import { expect } from "chai";
import { repeatedName } from "../../../dataset/check/repeated-name";

const nameIn = (text: string) => repeatedName(text, JSON.parse(text));

describe("a name that an object has twice", () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a" :1,"a":2}',
    '{"a"\t:1,"a":2}',
    '{"a"\r :1,"a":2}',
    '{"\\\\":0,"a":1,"a":2}',
    '{"b":[{"a":"\\":"},{"a":1,"a":2}]}',
    '{"a":1,"\\u0061":2}',
  ])
    it(`is found in ${JSON.stringify(text)}`, () => {
      expect(nameIn(text)).to.equal("a");
    });

  it("is none where two objects have it, or a text holds it", () => {
    for (const text of ['[{"a":1},{"a" : "\\"a\\":1,\\"a\\" :2"}]', "{}"])
      expect(nameIn(text), text).to.equal(undefined);
  });
});
