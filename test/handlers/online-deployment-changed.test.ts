import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { at } from "../local/azure/start";
import { changeDeployment } from "./by-hand";
import { makeModel } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { grantRoles, makeEndpoint, makePlace, type Place } from "./place";
import {
  created,
  difference,
  expectSettled,
  failing,
  refreshed,
  updated,
  type Kept,
} from "./resource";
import { deploymentInputs, instanceType, setTraffic, trafficOf } from "./serving";

describe("OnlineDeployment that was changed by hand on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let endpoint: string;
  let model: string;
  before(async () => {
    place = await makePlace(local());
    await grantRoles(place);
    model = await makeModel(place, "1");
  });
  beforeEach(async () => {
    endpoint = await makeEndpoint(place);
  });
  afterEach(() => place.delete(endpoint));

  const nameOf = ({ state }: Kept): string => String(state.deploymentName);
  const idOf = (kept: Kept): string => `${endpoint}/deployments/${nameOf(kept)}`;
  const inputs = () => deploymentInputs(endpoint, model);

  it("gets its model back, in place", async () => {
    const kept = await created(inputs());
    const other = await makeModel(place, "2");
    await changeDeployment(place, kept, { model: other });
    expect((await difference(kept, inputs())).lines).to.deep.equal([
      `deployment '${nameOf(kept)}' has model '${other}': it will be '${model}'`,
    ]);
    await expectSettled(await updated(kept, inputs()), inputs());
    expect(at(await place.get(idOf(kept)), "properties", "model")).to.equal(model);
  });

  it("gives the same advice in preview and up when its endpoint is gone", async () => {
    const kept = await created(inputs());
    await place.delete(endpoint);
    const advice = `endpoint '${endpoint}' is gone: run 'pulumi refresh', then up`;
    expect((await difference(kept, inputs())).lines).to.deep.equal([advice]);
    for (const modelId of [model, null]) {
      const { error } = await failing(() => updated(kept, { ...inputs(), modelId }));
      expect(error.message).to.equal(advice);
    }
    expect(await refreshed(kept)).to.equal(undefined);
  });

  it("is made anew where its machines have another size", async () => {
    const kept = await created(inputs());
    const name = nameOf(kept);
    await setTraffic(place, endpoint, {});
    await place.delete(idOf(kept));
    const size = "Standard_F8s_v2";
    await place.put(idOf(kept), apiVersions.machineLearning, {
      location: place.location,
      sku: { name: "Default", capacity: 1 },
      properties: {
        ...{ endpointComputeType: "Managed", model, instanceType: size },
        requestSettings: { requestTimeout: "PT90S", maxConcurrentRequestsPerInstance: 4 },
        livenessProbe: { initialDelay: "PT600S" },
      },
    });
    await setTraffic(place, endpoint, { [name]: 100 });
    expect((await difference(kept, inputs())).lines).to.deep.equal([
      `deployment '${name}' has instanceType '${size}': it will be '${instanceType}'`,
      `deployment '${name}' will be deleted and made again for that: nothing answers meanwhile`,
    ]);
    await expectSettled(await updated(kept, inputs()), inputs());
    expect(await trafficOf(place, endpoint)).to.deep.equal({ [name]: 100 });
  });
});
