import { expect } from "chai";

import { apiVersions } from "../../catalog/api-versions";
import { baseModels, findBaseModel } from "../../catalog/base-models";
import { pricePerHour, vmPrices } from "../../catalog/prices";
import { modelRetirements, vmSizeRetirements } from "../../catalog/retirements";
import { roles } from "../../catalog/roles";
import { findVmSize, vmSizes } from "../../catalog/vm-sizes";

describe("catalog", () => {
  it("knows every size that a base model names, with a price", () => {
    const named = baseModels.flatMap((model) => [...model.trainingSizes, ...model.servingSizes]);
    for (const name of named) {
      expect(findVmSize(name), name).to.include({ name });
      expect(vmPrices, name).to.have.property(name);
    }
  });

  it("finds sizes, prices and models without regard to case", () => {
    expect(findVmSize("STANDARD_NC6S_V3")?.name).to.equal("Standard_NC6s_v3");
    expect(pricePerHour("standard_nc24ads_a100_v4")).to.equal(3.673);
    expect(findBaseModel("phi-4")?.version).to.equal("8");
    expect([
      findVmSize("Standard_X"),
      pricePerHour("Standard_X"),
      findBaseModel("X"),
    ]).to.deep.equal([undefined, undefined, undefined]);
  });

  it("names a living successor for everything that is retired", () => {
    for (const [name, { successor, on }] of Object.entries(modelRetirements)) {
      expect(findBaseModel(successor), name).to.be.an("object");
      expect(modelRetirements, name).not.to.have.property(successor);
      expect(on).to.match(/^\d{4}-\d{2}-\d{2}$/);
    }
    for (const [name, { successor, on }] of Object.entries(vmSizeRetirements)) {
      expect(findVmSize(successor), name).to.be.an("object");
      expect(vmSizeRetirements, name).not.to.have.property(successor);
      expect(on).to.match(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it("lists each size once, with cores and GPUs", () => {
    expect(new Set(vmSizes.map((vm) => vm.name)).size).to.equal(vmSizes.length);
    for (const vm of vmSizes) expect(vm.vCPUs / vm.gpus, vm.name).to.be.within(4, 40);
  });

  it("spares A100, H100 and ND40 the quota reserve, and no other size", () => {
    const spared = vmSizes.filter((vm) => vm.skipsReserve).map((vm) => vm.name);
    expect(spared.every((name) => /A100|H100|ND96asr_v4|ND40rs_v2/.test(name))).to.equal(true);
    expect(spared).to.have.length(9);
  });

  it("has roles and API versions in Azure's form", () => {
    const ids = Object.values(roles).map((role) => role.id);
    expect(new Set(ids).size).to.equal(4);
    for (const id of ids) expect(id).to.match(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    for (const version of Object.values(apiVersions))
      expect(version).to.match(/^(v1\.0|\d{4}-\d{2}-\d{2}(-(dataplane)?preview)?)$/);
  });
});
