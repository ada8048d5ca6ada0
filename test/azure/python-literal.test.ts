import { expect } from "chai";
import fc from "fast-check";
import { PythonLiteralError, parsePythonLiteral } from "../../azure/python-literal";
import type { PythonValue } from "../../azure/python-literal";

/** As Python's `repr` writes it. */
function repr(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (typeof value === "string") return reprText(value);
  if (Array.isArray(value)) return `[${value.map((one: PythonValue) => repr(one)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${reprText(key)}: ${repr(one)}`)
    .join(", ")}}`;
}

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = Array.from(text, (char) => {
    if (char === "\\" || char === quote) return `\\${char}`;
    if (char === "\n") return "\\n";
    const code = char.codePointAt(0) ?? 0;
    if (code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, "0")}`;
    return char;
  });
  return `${quote}${inner.join("")}${quote}`;
}

const { value } = fc.letrec<{ value: PythonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("python literal", () => {
  it("reads whatever repr writes", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(parsePythonLiteral(repr(one))).to.deep.equal(one);
      }),
    );
  });

  it("ends in a value or in its own error, whatever the text", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      ",",
      ":",
      "'",
      '"',
      "\\",
      "1",
      "-",
      ".",
      "e",
      "None",
      " ",
      "x",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parsePythonLiteral(parts.join(""));
        } catch (error) {
          expect(error).to.be.instanceOf(PythonLiteralError);
        }
      }),
    );
  });

  const samples: readonly (readonly [string, PythonValue])[] = [
    [
      "{'apply_lora': 'true', 'precision': 16, 'lr': 5e-06,}",
      { apply_lora: "true", precision: 16, lr: 5e-6 },
    ],
    [' ["a\\\'b", "c" \'d\', None ] ', ["a'b", "cd", null]],
    ["(1,)", [1]],
    ["(1)", 1],
    ["()", []],
    ["-1_000", -1000],
    ["0x1F", 31],
    [".5", 0.5],
    ["'\\u00e9\\x41\\101\\q'", "éAA\\q"],
    ["'''two\nlines'''", "two\nlines"],
    ["{True: 1}", { true: 1 }],
  ];
  samples.forEach(([text, expected]) => {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parsePythonLiteral(text)).to.deep.equal(expected);
    });
  });

  const broken: readonly (readonly [string, string])[] = [
    ["{'a': 1", "expected ',' or '}' at character 8, found the end"],
    ["{'a' 1}", "expected ':' at character 6, found '1}'"],
    ["{'a': true}", "expected a value at character 7, found 'true}'"],
    ["'abc", "expected closing ' at character 5, found the end"],
    ["1 2", "expected the end at character 3, found '2'"],
    ["", "expected a value at character 1, found the end"],
  ];
  broken.forEach(([text, message]) => {
    it(`refuses ${JSON.stringify(text)} with the place`, () => {
      expect(() => parsePythonLiteral(text)).to.throw(PythonLiteralError, message);
    });
  });
});
