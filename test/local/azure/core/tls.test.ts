import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { prepareTls } from "../../../../local/azure/http/tls";

const names = ["localhost", "*.blob.storage.azure.local"];
/** Object identifiers in DER: subject and authority key identifier (RFC 5280 4.2.1). */
const keyIdentifiers = [Buffer.from("0603551d0e", "hex"), Buffer.from("0603551d23", "hex")];

describe("TLS files of local Azure", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "local-azure-tls-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are a CA and a certificate that strict clients take", async () => {
    const { caFile, cert, key } = await prepareTls(folder, names, {});
    const [ca, server] = [new X509Certificate(readFileSync(caFile)), new X509Certificate(cert)];
    expect([ca.ca, server.ca]).to.eql([true, false]);
    expect(server.verify(ca.publicKey)).to.be.true;
    for (const oid of keyIdentifiers)
      for (const { raw } of [ca, server]) expect(raw.includes(oid)).to.be.true;
    expect(server.checkHost("a.blob.storage.azure.local")).to.equal(names[1]);
    expect(server.checkHost("example.com")).to.be.undefined;
    expect(server.checkIP("127.0.0.1")).to.equal("127.0.0.1");
    expect(key).to.match(/^-----BEGIN PRIVATE KEY-----/);
    expect(statSync(join(folder, "ca.key")).mode & 0o777).to.equal(0o600);
  });

  it("stay the same over a restart", async () => {
    const first = await prepareTls(folder, names, {});
    expect(await prepareTls(folder, names, {})).to.eql(first);
  });

  it("come in one bundle with the system's CAs and those that variables named", async () => {
    const company = join(folder, "company.pem");
    writeFileSync(company, "-----BEGIN CERTIFICATE-----\ncompany\n-----END CERTIFICATE-----\n");
    const env = { SSL_CERT_FILE: company, REQUESTS_CA_BUNDLE: "/not/there" };
    const { bundleFile, caFile } = await prepareTls(folder, names, env);
    const bundle = readFileSync(bundleFile, "utf8");
    expect(bundle).to.contain(readFileSync(company, "utf8").trim());
    expect(bundle.split("BEGIN CERTIFICATE").length).to.be.greaterThan(50);
    expect(bundle.trimEnd().endsWith(readFileSync(caFile, "utf8").trimEnd())).to.be.true;
    await prepareTls(folder, names, { SSL_CERT_FILE: bundleFile, NODE_EXTRA_CA_CERTS: company });
    expect(readFileSync(bundleFile, "utf8")).to.equal(bundle);
  });
});
