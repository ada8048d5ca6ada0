import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { certify } from "./certificates";

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  readonly caFile: string;
  /** System's CAs, those that the CA variables name, and ours. */
  readonly bundleFile: string;
}

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];
const variables = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

/** Writes a file so that a reader sees the old or the new text, never a part. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, text, { mode });
  renameSync(fresh, file);
}

function bundle(ca: string, env: NodeJS.ProcessEnv, own: string): string {
  const system = systemBundles.find((file) => existsSync(file));
  const named = variables.flatMap((name) => env[name] ?? []);
  const texts = [
    system === undefined ? rootCertificates.join("\n") : readFileSync(system, "utf8"),
    // A bundle of an earlier start may be named by the very variables that it was printed for.
    ...new Set(named.filter((file) => file !== system && file !== own && existsSync(file))),
  ].map((text, at) => (at === 0 ? text : readFileSync(text, "utf8")));
  return [...new Set(texts), ca].map((text) => text.trimEnd()).join("\n") + "\n";
}

/** CA, server certificate and bundle of one state; made at the first start, the certificate again before it ends. */
export async function prepareTls(
  folder: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<TlsFiles> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const caFile = at("ca.pem");
  if (!existsSync(at("ca.key")) || !existsSync(caFile)) {
    const ca = await certify({ name: "Local Azure CA", from: days(-1), until: days(3650) });
    writeAtomically(at("ca.key"), ca.key);
    writeAtomically(caFile, ca.cert, 0o644);
  }
  const ca = { key: readFileSync(at("ca.key"), "utf8"), cert: readFileSync(caFile, "utf8") };
  if (!existsSync(at("server.pem")) || endsSoon(readFileSync(at("server.pem"), "utf8"))) {
    const hosts = [...names, "127.0.0.1", "::1"];
    const made = await certify({
      name: "localhost",
      from: days(-1),
      until: days(800),
      issuer: ca,
      hosts,
    });
    writeAtomically(at("server.key"), made.key);
    writeAtomically(at("server.pem"), made.cert, 0o644);
  }
  const bundleFile = at("bundle.pem");
  writeAtomically(bundleFile, bundle(ca.cert, env, bundleFile), 0o644);
  return {
    key: readFileSync(at("server.key"), "utf8"),
    cert: readFileSync(at("server.pem"), "utf8"),
    caFile,
    bundleFile,
  };
}

function endsSoon(certificate: string): boolean {
  return new X509Certificate(certificate).validToDate < days(30);
}
