import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A certificate and its private key, PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

function pem(der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

async function privateKey(text: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64");
  return webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
}

/**
 * A certificate with the key identifiers of RFC 5280 4.2.1: without them Python from 3.13 on refuses it
 * (VERIFY_X509_STRICT is its default). Without an issuer it is a CA that signs itself.
 */
export async function certify(o: {
  readonly name: string;
  readonly from: Date;
  readonly until: Date;
  readonly issuer?: Certified;
  readonly hosts?: readonly string[];
}): Promise<Certified> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const issuer = o.issuer && new x509.X509Certificate(o.issuer.cert);
  const isCa = issuer === undefined;
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  const names = (o.hosts ?? []).map((value) => ({
    type: /^[\d.]+$|:/.test(value) ? ("ip" as const) : ("dns" as const),
    value,
  }));
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    subject: `CN=${o.name}`,
    issuer: issuer?.subject ?? `CN=${o.name}`,
    notBefore: o.from,
    notAfter: o.until,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: o.issuer ? await privateKey(o.issuer.key) : keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(isCa, undefined, true),
      new x509.KeyUsagesExtension(isCa ? keyCertSign : digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer?.publicKey ?? keys.publicKey),
      ...(isCa
        ? []
        : [
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
            new x509.SubjectAlternativeNameExtension(names),
          ]),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { key: pem(der), cert: cert.toString("pem") + "\n" };
}
