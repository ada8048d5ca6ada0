/**
 * What the blob service refuses, in its own error shape.
 * https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
export class StorageError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: {
      readonly detail?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = "StorageError";
  }

  /** XML answer; no body for HEAD. */
  response(method: string, requestId: string): Response {
    const { detail, headers } = this.more;
    const message = `${this.message}\nRequestId:${requestId}\nTime:${new Date().toISOString()}`;
    const more =
      detail === undefined
        ? ""
        : `<AuthenticationErrorDetail>${escapeXml(detail)}</AuthenticationErrorDetail>`;
    const xml = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${this.code}</Code><Message>${escapeXml(message)}</Message>${more}</Error>`;
    return new Response(method === "HEAD" ? null : xml, {
      status: this.status,
      headers: {
        ...(method === "HEAD" ? {} : { "content-type": "application/xml" }),
        "x-ms-error-code": this.code,
        "x-ms-request-id": requestId,
        "x-ms-version": "2025-11-05",
        server: serverName,
        ...headers,
      },
    });
  }
}

export const serverName = "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0";

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function unescapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    amp: "&",
  };
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return names[name] ?? whole;
  });
}

const forbidden = (code: string, message: string, detail?: string): StorageError =>
  new StorageError(403, code, message, detail === undefined ? {} : { detail });

export const authenticationFailed = (detail: string): StorageError =>
  forbidden(
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    detail,
  );
export const permissionMismatch = (): StorageError =>
  forbidden(
    "AuthorizationPermissionMismatch",
    "This request is not authorized to perform this operation using this permission.",
  );
export const blobOverwrite = (): StorageError =>
  forbidden(
    "UnauthorizedBlobOverwrite",
    "This request is not authorized to perform blob overwrites.",
  );
export const keysNotPermitted = (): StorageError =>
  forbidden(
    "KeyBasedAuthenticationNotPermitted",
    "Key based authentication is not permitted on this storage account.",
  );
export const mismatch = (what: "Service" | "ResourceType" | "Protocol"): StorageError =>
  forbidden(
    `Authorization${what}Mismatch`,
    `This request is not authorized to perform this operation using this ${what === "ResourceType" ? "resource type" : what.toLowerCase()}.`,
  );
export const resourceNotFound = (): StorageError =>
  new StorageError(404, "ResourceNotFound", "The specified resource does not exist.");
