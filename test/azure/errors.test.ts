import { expect } from "chai";
import { errorFrom } from "../../azure/error-body";
import { isAzureError } from "../../azure/errors";
import { redact, redactUrl } from "../../azure/redact";
import { isBusy, isOutOfQuota, isRoleSpreading, isSoftDeleted } from "../../azure/refusals";

const request = { method: "PUT", url: "https://arm.test/x?api-version=1&sig=abc" };
const from = (body: unknown, status = 400, headers = {}) =>
  errorFrom({ status, headers, body }, request);
const arm = (code: string, message: string) => from({ error: { code, message } }, 409);

describe("Azure's errors", () => {
  it("unpacks a quota error that is JSON inside a string", () => {
    const inner = {
      errors: {
        VmSize: ["Not enough quota available for Standard_F4s_v2. Current usage/limit: 0/6."],
      },
      title: "One or more validation errors occurred.",
      status: 400,
    };
    const error = from({
      error: {
        code: "BadRequest",
        message: "The request is invalid.",
        details: [
          {
            code: "InferencingClientCreateDeploymentFailed",
            message: `InferencingClient HttpRequest error, error detail: ${JSON.stringify(inner)}`,
          },
        ],
      },
    });
    expect(error.message).to.equal(
      [
        "BadRequest: The request is invalid.",
        "  InferencingClientCreateDeploymentFailed: Not enough quota available for Standard_F4s_v2. Current usage/limit: 0/6.",
        "  (PUT https://arm.test/x?api-version=1 -> 400)",
      ].join("\n"),
    );
    expect(isOutOfQuota(error)).to.be.true;
    expect(isAzureError(error, 400, "inferencingclientcreatedeploymentfailed")).to.be.true;
    expect(isAzureError(error, 404)).to.be.false;
  });

  it("takes the correlation id from the header, else from the body", () => {
    const body = {
      error: {
        code: "UserError",
        message: "m",
        additionalInfo: [
          { type: "Correlation", info: { value: { operation: "op", request: "req" } } },
        ],
      },
    };
    expect(from(body).correlationId).to.equal("req");
    expect(from(body, 400, { "x-ms-correlation-request-id": "head" }).message).to.contain(
      "correlation id head",
    );
  });

  const shapes: readonly (readonly [string, unknown, string, string])[] = [
    ["text", "Gateway down", "Http502", "Gateway down"],
    ["nothing", undefined, "Http502", "the answer has no text"],
    [
      "OAuth",
      { error: "invalid_client", error_description: "AADSTS1: no" },
      "invalid_client",
      "AADSTS1: no",
    ],
    ["flat", { code: "C", message: "m" }, "C", "m"],
    ["problem details", { title: "Bad", errors: { Name: ["too long"] } }, "Http502", "Bad"],
    [
      "XML",
      "<Error><Code>BlobNotFound</Code><Message>gone</Message></Error>",
      "BlobNotFound",
      "gone",
    ],
  ];
  shapes.forEach(([name, body, code, summary]) => {
    it(`reads ${name}`, () => {
      expect(from(body, 502)).to.include({ code, summary, status: 502 });
    });
  });

  it("shows no secret, whatever Azure repeats", () => {
    const error = from({
      error: {
        code: "C",
        message:
          'Bearer abc.def refused; {"primaryKey":"k1"} AccountKey=k2; https://a/b?sv=1&sig=k3 eyJhbGciOiJ9.eyJ.k4',
      },
    });
    const all = JSON.stringify(error) + error.message + String(error.stack);
    for (const secret of ["abc", "k1", "k2", "k3", "k4"]) expect(all).not.to.contain(secret);
  });

  it("keeps of a URL only what is no secret", () => {
    expect(redactUrl("https://a/b?api-version=1&sig=x&comp=block&token=y")).to.equal(
      "https://a/b?api-version=1&comp=block",
    );
    expect(redact("the key: of success")).to.equal("the key: of success");
  });

  it("tells refusals apart", () => {
    const spreading = "Endpoint identity does not have pull permission on the registry.";
    expect(isRoleSpreading(arm("BadArgument", spreading))).to.be.true;
    expect(isRoleSpreading(arm("ACRTokenExchangeForbidden", "x"))).to.be.true;
    expect(isRoleSpreading(arm("BadArgument", "The model is missing."))).to.be.false;
    expect(isRoleSpreading(new Error(spreading))).to.be.false;
    const busy =
      "Cannot create a deployment in endpoint e because it is in Updating provisioning state.";
    expect(isBusy(arm("BadRequest", busy))).to.be.true;
    expect(isBusy(arm("BadRequest", "no"))).to.be.false;
    expect(
      isSoftDeleted(
        arm("BadRequest", "Soft-deleted workspace exists. Please purge or recover it."),
      ),
    ).to.be.true;
  });
});
