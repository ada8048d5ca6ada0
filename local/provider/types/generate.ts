/**
 * Writes shapes.json: what azure-native's typings say about the inputs and outputs of the types in
 * table.ts. Run it after a change of the package or of the table:
 * `node --require tsx/cjs local/provider/types/generate.ts && npx prettier --write local/provider/types/shapes.json`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { listFunctions, rows } from "./table";

type Shape = string | { a: Shape } | { m: Shape } | { u: string[] };
type Fields = Record<string, Shape>;
type Side = "in" | "out";

const root = dirname(require.resolve("@pulumi/azure-native/package.json"));
/** What shapes.json holds. */
export const shapes = {
  resources: {} as Record<string, { in: Fields; out: Fields }>,
  functions: {} as Record<string, Fields>,
  in: {} as Record<string, Fields>,
  out: {} as Record<string, Fields>,
  defaults: {} as Record<string, Record<string, unknown>>,
};

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(
    path,
    readFileSync(join(root, path), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
}

/** Interfaces and classes of one namespace block or file, by name. */
function declarations(statements: readonly ts.Statement[]) {
  return new Map(
    statements
      .filter((s) => ts.isInterfaceDeclaration(s) || ts.isClassDeclaration(s))
      .map((s) => [s.name?.text ?? "", s]),
  );
}

function namespaces(path: string) {
  return new Map(
    parse(path).statements.flatMap((s) =>
      ts.isModuleDeclaration(s) && s.body && ts.isModuleBlock(s.body)
        ? [[s.name.text, declarations(s.body.statements)] as const]
        : [],
    ),
  );
}

const named = { in: namespaces("types/input.d.ts"), out: namespaces("types/output.d.ts") };
const defaultsSource = readFileSync(join(root, "types/input.js"), "utf8");

/** `inputs.storage.SkuArgs` → `storage.Sku`, and its fields are collected. */
function reference(text: string, side: Side): string {
  const [, module = "", name = ""] = text.split(".");
  const base = `${module}.${name.replace(side === "in" ? /Args$/ : /Response$/, "")}`;
  if (!(base in shapes[side])) {
    shapes[side][base] = {};
    const found = named[side].get(module)?.get(name);
    if (!found) throw new Error(`no ${text}`);
    Object.assign(shapes[side][base], fields(found.members, side));
    if (side === "in") defaults(base, name);
  }
  return `#${base}`;
}

function defaults(base: string, name: string): void {
  const fn = `function ${name.charAt(0).toLowerCase()}${name.slice(1)}ProvideDefaults(val) {`;
  const space = defaultsSource.indexOf(`(function (${base.split(".")[0] ?? ""}) {`);
  const start = defaultsSource.indexOf(`${fn}\n`, space);
  // The namespaces follow one another: a function beyond the end of ours belongs to another type.
  if (start < 0 || start > defaultsSource.indexOf("\n})(", space)) return;
  const text = defaultsSource.slice(start, defaultsSource.indexOf("\n    }\n", start));
  collect(base, text.matchAll(/(\w+): \(val\.\w+\) \?\? (.+),$/gm));
}

function collect(key: string, matches: Iterable<RegExpMatchArray>): void {
  for (const [, field = "", literal = "null"] of matches)
    (shapes.defaults[key] ??= {})[field] = JSON.parse(literal) as unknown;
}

function shapeOf(node: ts.TypeNode, side: Side, name: string): Shape {
  if (ts.isArrayTypeNode(node)) {
    const item = shapeOf(node.elementType, side, "");
    // The only string sets of these types: an array for the user, a map on the wire.
    return side === "in" && name === "userAssignedIdentities" ? "S" : { a: item };
  }
  if (ts.isParenthesizedTypeNode(node)) return shapeOf(node.type, side, name);
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return index ? { m: shapeOf(index.type, side, "") } : "*";
  }
  if (ts.isUnionTypeNode(node)) return union(node, side, name);
  if (ts.isLiteralTypeNode(node)) return `=${node.literal.getText().slice(1, -1)}`;
  if (ts.isTypeReferenceNode(node)) {
    const text = node.typeName.getText();
    const inner = node.typeArguments?.[0];
    if (/^pulumi\.(Input|Output)$/.test(text) && inner) return shapeOf(inner, side, name);
    if (text.startsWith("enums.")) return "s";
    if (/^(in|out)puts\./.test(text)) return reference(text, side);
  }
  const plain: Record<string, Shape | undefined> = { string: "s", number: "n", boolean: "b" };
  return plain[node.getText()] ?? "*";
}

function union(node: ts.UnionTypeNode, side: Side, name: string): Shape {
  const parts = node.types
    .filter((t) => t.kind !== ts.SyntaxKind.UndefinedKeyword)
    .map((t) => shapeOf(t, side, name));
  const distinct = [...new Map(parts.map((p) => [JSON.stringify(p), p])).values()];
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined) return only;
  const refs = distinct.filter((p) => typeof p === "string" && p.startsWith("#"));
  return refs.length === distinct.length ? { u: refs as string[] } : "*";
}

function fields(members: ts.NodeArray<ts.TypeElement | ts.ClassElement>, side: Side): Fields {
  const result: Fields = {};
  for (const member of members) {
    if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
    const name = member.name.getText();
    if (member.type)
      result[member.questionToken ? `${name}?` : name] = shapeOf(member.type, side, name);
  }
  return result;
}

for (const { token } of rows) {
  const [module = "", name = ""] = token.split(":");
  const file = `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const found = declarations(parse(`${file}.d.ts`).statements);
  const args = found.get(`${name}Args`);
  const type = found.get(name);
  if (!args || !type) throw new Error(`no ${token}`);
  shapes.resources[token] = { in: fields(args.members, "in"), out: fields(type.members, "out") };
  const source = readFileSync(join(root, `${file}.js`), "utf8");
  collect(token, source.matchAll(/resourceInputs\["(\w+)"\] = \(args\?\.\w+\) \?\? (.+);$/gm));
}
for (const { token } of listFunctions) {
  const [module = "", name = ""] = token.split(":");
  const found = declarations(parse(`${module}/${name}.d.ts`).statements);
  const result = found.get(`${name.charAt(0).toUpperCase()}${name.slice(1)}Result`);
  if (!result) throw new Error(`no ${token}`);
  shapes.functions[token] = fields(result.members, "out");
}
if (require.main === module) writeFileSync(join(__dirname, "shapes.json"), JSON.stringify(shapes));
