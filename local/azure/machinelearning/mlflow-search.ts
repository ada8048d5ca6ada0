import { AzureError } from "../http/azure-error";

/** A run as MLflow answers it, as far as searches look at it. */
export interface RunView {
  readonly info: Readonly<Record<string, string | number>>;
  readonly data: {
    readonly metrics: readonly { readonly key: string; readonly value: number }[];
    readonly params: readonly { readonly key: string; readonly value: string }[];
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  };
}

const field = String.raw`(?:(tags?|attributes?|attrs?|params?|parameters?|metrics?)\.)?(?:\x60([^\x60]+)\x60|"([^"]+)"|([\w.]+))`;
const comparison = new RegExp(
  String.raw`^\s*${field}\s*(=|!=|<=|>=|<|>|LIKE|ILIKE)\s*(?:'([^']*)'|"([^"]*)"|(-?[\d.]+(?:e[-+]?\d+)?))\s*$`,
  "i",
);
const ordering = new RegExp(String.raw`^\s*${field}(?:\s+(ASC|DESC))?\s*$`, "i");

function refuse(what: string): AzureError {
  return new AzureError(400, "INVALID_PARAMETER_VALUE", what);
}

function unknownClause(clause: string): AzureError {
  if (/\sIN\s*\(|\sIS\s/i.test(clause))
    return new AzureError(
      501,
      "NotImplemented",
      `Local Azure does not emulate the filter '${clause}'.`,
    );
  return refuse(`Invalid clause(s) in filter string: '${clause}'`);
}

/** The value that a field of the filter language names; without a kind it is an attribute. */
function valueOf(
  view: RunView,
  kind: string | undefined,
  key: string,
): string | number | undefined {
  const letter = (kind ?? "attribute").charAt(0).toLowerCase();
  if (letter === "a") return view.info[key === "Name" ? "run_name" : key];
  const { metrics, params, tags } = view.data;
  const list = letter === "m" ? metrics : letter === "p" ? params : tags;
  return list.find((pair) => pair.key === key)?.value;
}

function like(value: string, pattern: string, flags: string): boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const source = escaped.replaceAll("%", ".*").replaceAll("_", ".");
  return new RegExp(`^${source}$`, `s${flags}`).test(value);
}

function holds(value: string | number, operator: string, wanted: string | number): boolean {
  switch (operator.toUpperCase()) {
    case "=":
      return value === wanted;
    case "!=":
      return value !== wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    case "LIKE":
      return like(String(value), String(wanted), "");
    default:
      return like(String(value), String(wanted), "i");
  }
}

/**
 * Whether a run fulfils a filter: comparisons joined by AND, as in https://mlflow.org/docs/latest/search-runs.html
 * @throws AzureError 400 INVALID_PARAMETER_VALUE for what is no filter, 501 for IN and IS
 */
export function matches(filter: string, view: RunView): boolean {
  return filter.split(/\s+and\s+(?=[^']*(?:'[^']*'[^']*)*$)/i).every((part) => {
    const found = comparison.exec(part);
    if (found === null) throw unknownClause(part.trim());
    const [, kind, ticked, quoted, plain, operator = "", single, double, number] = found;
    const value = valueOf(view, kind, ticked ?? quoted ?? plain ?? "");
    if (value === undefined) return false;
    if (typeof value === "number" && number === undefined)
      throw refuse(`Expected a numeric value in '${part.trim()}'`);
    return holds(value, operator, number === undefined ? (single ?? double ?? "") : Number(number));
  });
}

/** Sorts by `order_by` clauses; runs without the value come last. */
export function sorted<T extends RunView>(views: readonly T[], clauses: readonly string[]): T[] {
  const keys = clauses.map((clause) => {
    const found = ordering.exec(clause);
    if (found === null) throw refuse(`Invalid order_by clause '${clause}'`);
    const [, kind, ticked, quoted, plain, direction = "ASC"] = found;
    const sign = direction.toUpperCase() === "ASC" ? 1 : -1;
    return { sign, of: (view: T) => valueOf(view, kind, ticked ?? quoted ?? plain ?? "") };
  });
  return [...views].sort((a, b) => {
    for (const { sign, of } of keys) {
      const [left, right] = [of(a), of(b)];
      if (left === right) continue;
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return left < right ? -sign : sign;
    }
    return 0;
  });
}
