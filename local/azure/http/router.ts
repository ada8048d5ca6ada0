import type { Method, Route } from "./route";

interface Compiled {
  readonly route: Route;
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly literals: number;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function compile(route: Route): Compiled {
  const names: string[] = [];
  const segments = route.path.split("/").filter((segment) => segment !== "");
  const pattern = segments.map((segment) => {
    const parts = segment.split(/(\{\w+\+?\})/);
    return parts
      .map((part) => {
        const parameter = /^\{(\w+)(\+?)\}$/.exec(part);
        if (!parameter) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        names.push(parameter[1] ?? "");
        return parameter[2] === "+" ? "(.+)" : "([^/]+)";
      })
      .join("");
  });
  return {
    route,
    names,
    // a slash at the end means nothing, unless the last parameter takes it as part of a blob's name
    expression: new RegExp(`^/${pattern.join("/")}${route.path.endsWith("+}") ? "" : "/*"}$`, "i"),
    literals: segments.filter((segment) => !segment.includes("{")).length,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Finds the routes for a path; all that match, best first. */
export class Router {
  readonly #compiled: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.#compiled = routes.map(compile).sort((a, b) => b.literals - a.literals);
  }

  /** `path` is the raw path: parameters are decoded after it was taken apart. */
  matches(method: string, path: string): Match[] {
    return this.#compiled.flatMap(({ route, expression, names }) => {
      const found = route.method === (method as Method) ? expression.exec(path) : null;
      if (!found) return [];
      const values = found.slice(1).map(decode);
      return [
        { route, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) },
      ];
    });
  }
}
