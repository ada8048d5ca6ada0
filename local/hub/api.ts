import { createHash } from "node:crypto";
import { refuseGated, visible } from "./access";
import type { HubCall } from "./call";
import { HubError } from "./hub-error";
import type { ListedFile, Listing } from "./listing";
import type { Repository } from "./repositories";

const json = (body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });

const findRepository = ({ params, repositories, token }: HubCall): Repository =>
  visible(params.id ?? "", repositories, token);

/** `GET /api/datasets/{id}[/revision/{rev}]`: all fields, or those that `expand` names. */
export async function datasetInfo(call: HubCall): Promise<Response> {
  const repository = findRepository(call);
  const revision = call.params.revision ?? "main";
  const { commit, files, date } = await repository.listing(revision);
  const { id, gated } = repository;
  const siblings = files.map(({ path, size, oid, lfs, pointerSize }) => ({
    rfilename: path,
    ...(call.query.get("blobs") === "true"
      ? {
          size,
          blobId: oid,
          ...(lfs === undefined ? {} : { lfs: { sha256: lfs, size, pointerSize } }),
        }
      : {}),
  }));
  const always = { _id: createHash("sha1").update(id).digest("hex").slice(0, 24), id };
  const fields: Readonly<Record<string, unknown>> = {
    author: id.split("/")[0],
    sha: commit,
    lastModified: date.toISOString(),
    createdAt: date.toISOString(),
    private: repository.manifest.private ?? false,
    gated,
    disabled: false,
    tags: [],
    downloads: 0,
    likes: 0,
    cardData: await repository.card(revision),
    siblings,
  };
  const expand = [...call.query.getAll("expand"), ...call.query.getAll("expand[]")];
  if (expand.length === 0) return json({ ...always, ...fields });
  return json({
    ...always,
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => expand.includes(name))),
  });
}

/** `GET /api/datasets/{id}/refs`. */
export async function listRefs(call: HubCall): Promise<Response> {
  const repository = findRepository(call);
  const refs = await Promise.all(
    repository.revisions.map(async (name) => {
      const isConvert = name.startsWith("refs/convert/");
      const ref = isConvert ? name : name === "main" ? "refs/heads/main" : `refs/tags/${name}`;
      const short = name.replace("refs/convert/", "");
      return { name: short, ref, targetCommit: (await repository.listing(name)).commit };
    }),
  );
  const of = (prefix: string): unknown => refs.filter(({ ref }) => ref.startsWith(prefix));
  return json({
    branches: of("refs/heads/"),
    converts: of("refs/convert/"),
    tags: of("refs/tags/"),
  });
}

interface TreeEntry {
  readonly type: "file" | "directory";
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

function fileEntry({ path, oid, size, lfs, pointerSize = 0 }: ListedFile): TreeEntry {
  return {
    type: "file",
    oid,
    size,
    ...(lfs === undefined ? {} : { lfs: { oid: lfs, size, pointerSize } }),
    path,
  };
}

function treeEntries({ files }: Listing, below: string, recursive: boolean): TreeEntry[] {
  const prefix = below === "" ? "" : `${below}/`;
  const entries = new Map<string, TreeEntry>();
  for (const file of files) {
    if (!file.path.startsWith(prefix)) continue;
    const names = file.path.slice(prefix.length).split("/");
    names.slice(0, -1).forEach((_, at) => {
      if (at > 0 && !recursive) return;
      const path = prefix + names.slice(0, at + 1).join("/");
      const oid = createHash("sha1").update(path).digest("hex");
      entries.set(path, { type: "directory", oid, size: 0, path });
    });
    if (names.length === 1 || recursive) entries.set(file.path, fileEntry(file));
  }
  return [...entries.values()];
}

const commitOf = ({ commit, date }: Listing): unknown => ({
  lastCommit: { id: commit, title: "Upload", date: date.toISOString() },
});

/** `GET /api/datasets/{id}/tree/{rev}[/{path}]`: pages with `Link: <…>; rel="next"`. */
export async function listTree(call: HubCall): Promise<Response> {
  const repository = findRepository(call);
  refuseGated(repository, call.token);
  const { revision = "main", path = "" } = call.params;
  const { query } = call;
  const listing = await repository.listing(revision);
  const entries = treeEntries(listing, path, query.get("recursive") === "true");
  if (entries.length === 0 && path !== "")
    throw new HubError(404, "EntryNotFound", `${path} does not exist on "${revision}"`);
  const limit = Math.min(Number(query.get("limit") ?? call.pageSize), call.pageSize);
  const from = Number(Buffer.from(query.get("cursor") ?? "", "base64url").toString() || 0);
  const page = entries.slice(from, from + limit);
  const more = query.get("expand") === "true" ? commitOf(listing) : {};
  const next = new URL(call.url);
  next.searchParams.set("cursor", Buffer.from(String(from + limit)).toString("base64url"));
  const link = from + limit < entries.length ? { link: `<${next.href}>; rel="next"` } : {};
  return json(
    page.map((entry) => Object.assign({}, entry, more)),
    link,
  );
}

/** `POST /api/datasets/{id}/paths-info/{rev}`: those that are there; JSON or a form. */
export async function pathsInfo(call: HubCall): Promise<Response> {
  const repository = findRepository(call);
  refuseGated(repository, call.token);
  const listing = await repository.listing(call.params.revision ?? "main");
  const { paths, expand } = await askedPaths(call.request);
  const all = new Map(treeEntries(listing, "", true).map((entry) => [entry.path, entry]));
  const more = expand ? commitOf(listing) : {};
  return json(
    paths.flatMap((path) => {
      const entry = all.get(path);
      return entry === undefined ? [] : [Object.assign({}, entry, more)];
    }),
  );
}

async function askedPaths(request: Request): Promise<{ paths: string[]; expand: boolean }> {
  const text = await request.text();
  if (request.headers.get("content-type")?.startsWith("application/json") === true) {
    const { paths, expand } = JSON.parse(text) as { paths: string | string[]; expand?: boolean };
    return { paths: [paths].flat(), expand: expand === true };
  }
  const form = new URLSearchParams(text);
  return {
    paths: form.getAll("paths"),
    expand: /^true$/i.test(form.get("expand") ?? ""),
  };
}

/** `GET /api/whoami-v2`. */
export function whoAmI({ token }: HubCall): Response {
  if (token === undefined) throw new HubError(401, undefined, "Invalid username or password.");
  return json({
    type: "user",
    id: createHash("sha1").update(token).digest("hex").slice(0, 24),
    name: "local",
    fullname: "Local user",
    isPro: false,
    orgs: [],
    auth: { type: "access_token", accessToken: { displayName: "local", role: "read" } },
  });
}
