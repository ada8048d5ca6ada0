import type { Target } from "./blob-operation";

/** Query names of every kind of SAS; the front takes them out before it forwards a request. */
export const sasNames: ReadonlySet<string> = new Set(
  "sv ss srt sp st se sip spr sig sr si ses sdd skoid sktid skt ske sks skv saoid suoid scid skdutid sduoid srh srq rscc rscd rsce rscl rsct".split(
    " ",
  ),
);

/** Answer headers that a SAS sets, by query name. */
export const sasAnswerHeaders: Readonly<Record<string, string>> = {
  rscc: "cache-control",
  rscd: "content-disposition",
  rsce: "content-encoding",
  rscl: "content-language",
  rsct: "content-type",
};

export type SasKind = "account" | "service" | "userDelegation";

/** The kind of SAS that a query carries, if any. */
export function sasKind(query: URLSearchParams): SasKind | undefined {
  if (!query.has("sig")) return undefined;
  if (query.has("srt")) return "account";
  return query.has("skoid") ? "userDelegation" : "service";
}

type Fields = (...names: string[]) => string[];
const fieldsOf =
  (query: URLSearchParams): Fields =>
  (...names) =>
    names.map((name) => query.get(name) ?? "");

/** https://learn.microsoft.com/rest/api/storageservices/create-account-sas#construct-the-signature-string */
function accountText(query: URLSearchParams, account: string): string {
  const names = ["sp", "ss", "srt", "st", "se", "sip", "spr", "sv"];
  if (version(query) >= "2020-12-06") names.push("ses");
  return [account, ...fieldsOf(query)(...names), ""].join("\n");
}

/** https://learn.microsoft.com/rest/api/storageservices/create-service-sas#construct-the-signature-string */
function serviceText(query: URLSearchParams, target: Target): string {
  const fields = fieldsOf(query);
  return [
    ...fields("sp", "st", "se"),
    canonicalResource(query, target),
    ...fields("si", "sip", "spr", "sv", "sr"),
    query.get("snapshot") ?? "",
    ...(version(query) >= "2020-12-06" ? fields("ses") : []),
    ...fields("rscc", "rscd", "rsce", "rscl", "rsct"),
  ].join("\n");
}

/** https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#construct-the-signature-string */
function userDelegationText(query: URLSearchParams, target: Target): string {
  const fields = fieldsOf(query);
  const since = (date: string, ...names: string[]): string[] =>
    version(query) >= date ? fields(...names) : [];
  // Header and query names that the SAS asks for are signed with their values, which the front does not take apart.
  const named = version(query) >= "2026-04-06" ? ["", ""] : [];
  return [
    ...fields("sp", "st", "se"),
    canonicalResource(query, target),
    ...fields("skoid", "sktid", "skt", "ske", "sks", "skv"),
    ...since("2020-02-10", "saoid", "suoid", "scid"),
    ...since("2025-07-05", "skdutid", "sduoid"),
    ...fields("sip", "spr", "sv", "sr"),
    query.get("snapshot") ?? "",
    ...since("2020-12-06", "ses"),
    ...named,
    ...fields("rscc", "rscd", "rsce", "rscl", "rsct"),
  ].join("\n");
}

const version = (query: URLSearchParams): string => query.get("sv") ?? "";

function canonicalResource(query: URLSearchParams, { account, container, blob }: Target): string {
  const outer = `/blob/${account}/${container ?? ""}`;
  return query.get("sr") === "c" ? outer : `${outer}/${blob ?? ""}`;
}

/** What the signature of a SAS covers. */
export function sasText(kind: SasKind, query: URLSearchParams, target: Target): string {
  if (kind === "account") return accountText(query, target.account);
  return kind === "service" ? serviceText(query, target) : userDelegationText(query, target);
}

export interface ServiceSas {
  readonly container: string;
  /** One blob; without it all blobs of the container. */
  readonly blob?: string;
  /** Letters in Azure's order, for example `rcwl`. */
  readonly permissions: string;
  readonly expiry: Date;
}

/** Query of a new service SAS, without `sig`. */
export function newServiceSas({ blob, permissions, expiry }: ServiceSas): URLSearchParams {
  return new URLSearchParams({
    sv: "2021-12-02",
    se: expiry.toISOString().replace(/\.\d+Z$/, "Z"),
    sr: blob === undefined ? "c" : "b",
    sp: permissions,
    spr: "https",
  });
}
