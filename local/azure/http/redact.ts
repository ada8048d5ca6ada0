const secretName =
  /^(client_?secret|client_assertion|password|pwd|secret|sig|.*token|.*(access|account|primary|secondary|shared|api|instrumentation)?key\d?|connectionstring|credentials?|sas|.*sasuri|authorization)$/i;
const patterns: readonly [RegExp, string][] = [
  [/([?&]sig=)[^&\s"]+/gi, "$1[redacted]"],
  [/(AccountKey=|InstrumentationKey=)[^;\s"]+/gi, "$1[redacted]"],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[redacted]"],
];
// Names that end like a secret and hold none.
const harmless = /^(monkey|keyvault.*|key)$/i;

/** A JSON value without secrets: by the name of the field, or by the form of the text. */
export function redact(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, redact(inner, key)]),
    );
  }
  if (typeof value !== "string") return value;
  if (secretName.test(name) && !harmless.test(name) && value !== "") return "[redacted]";
  return redactText(value);
}

export function redactText(text: string): string {
  return patterns.reduce((result, [from, to]) => result.replace(from, to), text);
}
