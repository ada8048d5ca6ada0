import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { HubError } from "./hub-error";
import { listFolder, type Listing } from "./listing";

/** `hub.json` of a data set; all of it optional. */
interface Manifest {
  /** Whether its terms have to be accepted. @default false */
  readonly gated?: false | "auto" | "manual";
  /** @default false */
  readonly private?: boolean;
  /** Tokens that may read it when it is gated or private. */
  readonly tokens?: readonly string[];
  /** Other revisions, such as `refs/convert/parquet` or a tag: name -> folder at the top of the data set. */
  readonly revisions?: Readonly<Record<string, string>>;
}

const manifestName = "hub.json";
const isName = (name: string): boolean => /^[\w.-]+$/.test(name) && !/^\.\.?$/.test(name);

/** One data set: `{folder}/{owner}/{name}`. */
export class Repository {
  readonly manifest: Manifest;

  constructor(
    readonly id: string,
    readonly folder: string,
  ) {
    const file = join(folder, manifestName);
    this.manifest = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : {};
  }

  get gated(): false | "auto" | "manual" {
    return this.manifest.gated ?? false;
  }

  get revisions(): readonly string[] {
    return ["main", ...Object.keys(this.manifest.revisions ?? {})];
  }

  /** Of a branch, tag or commit; a commit is known while its files lie there unchanged. */
  async listing(revision: string): Promise<Listing> {
    if (revision === "HEAD" || revision === "main") return this.#list("main");
    if (this.revisions.includes(revision)) return this.#list(revision);
    for (const name of /^[0-9a-f]{40}$/.test(revision) ? this.revisions : []) {
      const listing = await this.#list(name);
      if (listing.commit === revision) return listing;
    }
    throw new HubError(404, "RevisionNotFound", `Invalid rev id: ${revision}`);
  }

  /** The YAML block at the top of README.md. */
  async card(revision: string): Promise<unknown> {
    const { files } = await this.listing(revision);
    const readme = files.find(({ path }) => path === "README.md");
    const text = readme === undefined ? "" : readFileSync(readme.file, "utf8");
    const block = /^---\r?\n([^]*?)\r?\n---/.exec(text)?.[1];
    return block === undefined ? undefined : (parse(block) as unknown);
  }

  #list(name: string): Promise<Listing> {
    const { revisions = {} } = this.manifest;
    const below = revisions[name];
    if (below !== undefined) return listFolder(join(this.folder, below), new Set());
    return listFolder(this.folder, new Set([manifestName, ...Object.values(revisions)]));
  }
}

/** The data sets below a folder, read at each request: files may come and go while the hub runs. */
export class Repositories {
  constructor(readonly folder: string) {}

  find(id: string): Repository | undefined {
    const names = id.split("/");
    const folder = join(this.folder, ...names);
    if (names.length !== 2 || !names.every(isName) || !existsSync(folder)) return undefined;
    return statSync(folder).isDirectory() ? new Repository(id, folder) : undefined;
  }

  /** Every token that some data set knows: others are refused as wrong. */
  tokens(): ReadonlySet<string> {
    const ids = readdirSync(this.folder).flatMap((owner) =>
      readdirSync(join(this.folder, owner)).map((name) => `${owner}/${name}`),
    );
    return new Set(ids.flatMap((id) => this.find(id)?.manifest.tokens ?? []));
  }
}
