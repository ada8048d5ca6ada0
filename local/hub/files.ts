import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { refuseGated, visible } from "./access";
import type { HubCall } from "./call";
import { HubError } from "./hub-error";
import type { ListedFile } from "./listing";
import { sendFile } from "./send-file";

/** Where the hub sends readers of LFS files: a host of its own, by signed addresses that know the content, not the path. */
export class ContentNetwork {
  readonly #key = randomBytes(16);
  readonly #files = new Map<string, ListedFile & { stamp: string }>();
  /** Without a slash at the end; known once it listens. */
  origin = "";

  /** A signed address, good for an hour. */
  locate(file: ListedFile): string {
    const oid = file.lfs ?? "";
    this.#files.set(oid, { ...file, stamp: stampOf(file.file) });
    const expires = String(Math.floor(Date.now() / 1000) + 3600);
    const query = new URLSearchParams({ Expires: expires, Signature: this.#sign(oid, expires) });
    return `${this.origin}/repos/${oid.slice(0, 2)}/${oid}?${query.toString()}`;
  }

  send(request: Request, sending: HubCall["sending"]): Response {
    const { pathname, searchParams: query } = new URL(request.url);
    const oid = pathname.split("/").at(-1) ?? "";
    if (request.headers.has("authorization"))
      return refusal(400, "InvalidArgument: Only one auth mechanism allowed");
    const expires = query.get("Expires") ?? "";
    const given = Buffer.from(query.get("Signature") ?? "");
    const wanted = Buffer.from(this.#sign(oid, expires));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return refusal(403, "AccessDenied");
    if (Number(expires) * 1000 < Date.now()) return refusal(403, "AccessDenied: expired");
    const file = this.#files.get(oid);
    if (file === undefined) return refusal(404, "NoSuchKey");
    if (stampOf(file.file) !== file.stamp) return refusal(404, "NoSuchKey");
    // the store's own etag, not the hub's: clients that compare the two are wrong
    const etag = `"${createHash("md5").update(oid).digest("hex")}"`;
    return sendFile(request, { file: file.file, size: file.size, etag, headers: {}, ...sending });
  }

  #sign(oid: string, expires: string): string {
    return createHmac("sha256", this.#key).update(`${oid}\n${expires}`).digest("base64url");
  }
}

function stampOf(file: string): string {
  if (!existsSync(file)) return "";
  const { size, mtimeMs, ino } = statSync(file);
  return `${size}-${mtimeMs}-${ino}`;
}

const refusal = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "application/xml" } });

/** `GET|HEAD /datasets/{id}/resolve/{rev}/{path}`: LFS files by redirect, others at once. */
export async function resolveFile(call: HubCall): Promise<Response> {
  const { params, repositories, token, request, locate, sending } = call;
  const repository = visible(params.id ?? "", repositories, token);
  const { revision = "main", path = "" } = params;
  refuseGated(repository, token);
  const { commit, files } = await repository.listing(revision);
  const file = files.find((entry) => entry.path === path);
  if (file === undefined)
    throw new HubError(404, "EntryNotFound", "Entry not found", { "x-repo-commit": commit });
  const name = path.split("/").at(-1) ?? "";
  const headers = {
    "x-repo-commit": commit,
    "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(name)}; filename="${name}";`,
  };
  if (file.lfs === undefined) {
    const { size, oid } = file;
    return sendFile(request, { file: file.file, size, etag: `"${oid}"`, headers, ...sending });
  }
  return new Response(null, {
    status: 302,
    headers: {
      ...headers,
      location: locate(file),
      "accept-ranges": "bytes",
      "x-linked-size": String(file.size),
      "x-linked-etag": `"${file.lfs}"`,
    },
  });
}
