const hidden = "***";

const named =
  "primaryKey|secondaryKey|sasToken|accessToken|access_token|refresh_token|client_secret|clientSecret|client_assertion|password|key|keyValue";

// Each pattern keeps what tells the reader which secret it was, and hides the value.
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|SharedKey)\s+[\w\-.~+/=:]+/gi, `$1 ${hidden}`],
  [/\bsig=[^&\s"'<>]+/gi, `sig=${hidden}`],
  [/\b((?:AccountKey|SharedAccessSignature|InstrumentationKey|ApiKey)=)[^;\s"']+/gi, `$1${hidden}`],
  [new RegExp(`(["'](?:${named})["']\\s*:\\s*["'])[^"']+`, "gi"), `$1${hidden}`],
  [new RegExp(`\\b((?:${named})=)[^&\\s"']+`, "gi"), `$1${hidden}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, hidden],
];

/** The text without tokens, account keys and SAS signatures; for every error and log line that leaves `azure/`. */
export function redact(text: string): string {
  return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
}

const harmless = /^(api-version|comp|restype|listViewType|forceToPurge|\$\w+)=/i;

/** A URL fit for an error: of its query only what never holds a secret. */
export function redactUrl(url: string): string {
  const [path = "", query = ""] = url.split("?");
  const kept = query.split("&").filter((pair) => harmless.test(pair));
  return kept.length > 0 ? `${path}?${kept.join("&")}` : path;
}
