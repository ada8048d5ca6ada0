import { expect } from "chai";
import { createRegistry } from "../../azure/registry";
import { FakeAzure, cloud } from "./fake-transport";
import { failure } from "./failure";

type Script = ConstructorParameters<typeof FakeAzure>[0];

const discovery = "GET /registrymanagement/v1.0/registries/azureml/discovery";
const base =
  "/mferp/managementfrontend/subscriptions/rs/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/azureml";
const versions = `GET ${base}/models/Phi/versions`;
const found = {
  [discovery]: {
    body: {
      subscriptionId: "rs",
      resourceGroup: "rg",
      primaryRegionResourceProviderUri: "https://plane.test/",
    },
  },
};
const item = (properties: object) => ({
  id: "azureml://registries/azureml/models/Phi/versions/15",
  name: "15",
  properties,
});

describe("registry", () => {
  const make = (script: Script) => {
    const azure = new FakeAzure({ ...found, ...script });
    return { azure, registry: createRegistry(azure.http(), cloud) };
  };

  it("takes the version that was created last, at the host that discovery names", async () => {
    const tags = {
      model_specific_defaults: "{'precision': 16, 'apply_lora': 'true'}",
      finetune_compute_allow_list: "['Standard_A', 'Standard_B']",
    };
    const { azure, registry } = make({ [versions]: { body: { value: [item({ tags })] } } });
    const model = await registry.latestModel("azureml", "Phi");
    expect(model).to.deep.include({
      version: "15",
      archived: false,
      defaults: { precision: 16, apply_lora: "true" },
      finetuneSizes: ["Standard_A", "Standard_B"],
    });
    expect(model).not.to.have.property("inferenceSizes");
    const [, list] = azure.sent;
    expect(list?.url).to.match(/^https:\/\/plane\.test\/mferp\//);
    expect(list?.query).to.deep.equal({
      "api-version": "2021-10-01-dataplanepreview",
      $orderBy: "createdtime desc",
      $top: "1",
    });
  });

  it("asks for archived versions when there is no other", async () => {
    const archived = item({
      isArchived: true,
      systemMetadata: {
        supportedComputes: { finetuneComputes: ["A"], inferenceComputes: "B, C" },
        deprecation: { finetuneRetirementDate: "2025-08-30T00:00:00Z" },
      },
    });
    const { registry } = make({
      [versions]: ({ query }) => ({
        body: { value: query.listViewType === "All" ? [archived] : [] },
      }),
    });
    expect(await registry.latestModel("azureml", "Phi")).to.deep.include({
      archived: true,
      finetuneSizes: ["A"],
      inferenceSizes: ["B", "C"],
      retirement: { finetune: "2025-08-30T00:00:00Z" },
    });
  });

  it("reads the other spelling of the system metadata", async () => {
    const body = item({ system_metadata: { supported_computes: { finetune_computes: ["A"] } } });
    const { registry } = make({ [`GET ${base}/models/Phi/versions/15`]: { body } });
    expect((await registry.model("azureml", "Phi", "15")).finetuneSizes).to.deep.equal(["A"]);
  });

  it("gives a component's inputs, and asks discovery once", async () => {
    const spec = {
      inputs: { epochs: { type: "integer", default: 1 } },
      outputs: { model: { type: "mlflow_model" } },
    };
    const component = { id: "c", name: "0.0.82", properties: { componentSpec: spec } };
    const { azure, registry } = make({
      [`GET ${base}/components/chat/versions`]: { body: { value: [component] } },
    });
    await registry.latestComponent("azureml", "chat");
    expect((await registry.component("azureml", "chat", "latest")).inputs).to.deep.equal(
      spec.inputs,
    );
    expect(azure.calls().filter((call) => call === discovery)).to.have.length(1);
  });

  it("says what does not exist, and which tag cannot be read", async () => {
    const { registry } = make({ [versions]: { body: { value: [] } } });
    expect((await failure(registry.latestModel("azureml", "Phi"))).message).to.match(
      /^model 'Phi' has no version in registry 'azureml', not even an archived one/,
    );
    expect((await failure(registry.model("azureml", "Phi", "9"))).message).to.contain(
      "no version '9'",
    );
    expect((await failure(registry.latestModel("none", "Phi"))).message).to.contain(
      "no registry 'none'",
    );
    const broken = make({
      [versions]: { body: { value: [item({ tags: { model_specific_defaults: "{'a': }" } })] } },
    });
    expect((await failure(broken.registry.latestModel("azureml", "Phi"))).message).to.contain(
      "tag 'model_specific_defaults': not a Python literal: expected a value at character 7",
    );
  });
});
