import { expect } from "chai";
import fc from "fast-check";
import { plainText, showBlocks, wrap } from "../../../scripts/invoke/columns";

const blocks = [
  { heading: "Answer", text: "one two three\n\nfour" },
  { heading: "Expected", text: "five" },
];

describe("texts beside each other", () => {
  it("stand in two columns in a wide terminal", () => {
    const lines = showBlocks(blocks, 93);
    const left = (text: string) => text.padEnd(45);
    expect(lines).to.deep.equal([
      `${left("Answer")}   Expected`,
      `${left("──────")}   ────────`,
      `${left("one two three")}   five`,
      "",
      "four",
    ]);
  });

  it("stand one under the other in a narrow one, and unbroken where there is none", () => {
    const long = [{ heading: "Answer", text: "word ".repeat(40) }, ...blocks.slice(1)];
    expect(Math.max(...showBlocks(long, 60).map((line) => line.length))).to.be.at.most(60);
    expect(showBlocks(long, undefined)).to.deep.equal([
      "Answer",
      "word ".repeat(40).trim(),
      "",
      "Expected",
      "five",
    ]);
  });

  it("never change the terminal", () => {
    // Node 22 takes the letter before a bell for a part of the sequence.
    expect(plainText("a\u001b[2Jb\u0007\u001b]0;title\u0007c\r\nd\u009b1me\t.")).to.match(
      /^ab?c\nd.*e {4}\.$/,
    );
    const control = /[^\P{Cc}\n]/u;
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom(
              "\u001b",
              "[",
              "]",
              "3",
              "m",
              "J",
              "\u0007",
              "\u009b",
              "\u0000",
              "\n",
              "\r",
              "\t",
              "é",
            ),
          )
          .map((p) => p.join("")),
        (text) => !control.test(plainText(text)),
      ),
    );
  });

  it("lose no letter and keep to the width", () => {
    const text = fc
      .array(fc.constantFrom("a", "bb", "ccccccccc", " ", "\n", "😀"))
      .map((p) => p.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (given, width) => {
        const lines = wrap(given, width);
        expect(lines.join("").replaceAll(" ", "")).to.equal(given.replaceAll(/[ \n]/g, ""));
        for (const line of lines) expect(Array.from(line).length).to.be.at.most(width);
      }),
    );
  });
});
