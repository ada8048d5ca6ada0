// Names end so; keyName, keySource, keyVault do not.
const secretName =
  /(secret|password|pwd|token|credentials?|signature|sas|sasuri|connectionstring|authorization|assertion|key|key\d)$/i;
const patterns: readonly [RegExp, string][] = [
  [/([?&]sig=)[^&\s"]+/gi, "$1[redacted]"],
  [/(AccountKey=|InstrumentationKey=)[^;\s"]+/gi, "$1[redacted]"],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[redacted]"],
];
/** A JSON value without secrets: by the name of the field, or by the form of the text. */
export function redact(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, redact(inner, key)]),
    );
  }
  if (typeof value !== "string") return value;
  if (secretName.test(name) && value !== "") return "[redacted]";
  return redactText(value);
}

export function redactText(text: string): string {
  return patterns.reduce((result, [from, to]) => result.replace(from, to), text);
}
