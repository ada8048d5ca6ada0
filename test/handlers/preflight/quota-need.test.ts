import { expect } from "chai";
import {
  quotaFindings,
  servingCores,
  type QuotaNeed,
  type Use,
} from "../../../handlers/preflight/quota-need";

const a100 = (count: number): Use => ({
  vmSize: "Standard_NC24ads_A100_v4",
  count,
  family: "A100",
  cores: 24 * count,
});
const v100 = (count: number): Use => ({
  vmSize: "Standard_NC6s_v3",
  count,
  family: "V100",
  cores: servingCores(count, 6, false),
});
const usage = (family: string, used: number, limit: number) => ({
  family,
  title: `${family} vCPUs`,
  used,
  limit,
});

function find(need: Partial<QuotaNeed>) {
  return quotaFindings({
    location: "eastus",
    training: a100(1),
    kept: a100(0),
    serving: a100(1),
    rollout: "blueGreen",
    live: [],
    nodes: [],
    usages: [usage("a100", 0, 24), usage("v100", 0, 0)],
    ...need,
  });
}

describe("quota", () => {
  it("lets the first up train and serve one after the other on the same cores", () => {
    expect(find({})).to.deep.equal({ problems: [], warnings: [] });
  });

  it("warns of what fits alone but not beside what is live: a run that changes nothing goes on", () => {
    const { problems, warnings } = find({ live: [a100(1)], usages: [usage("A100", 24, 24)] });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      "training on Standard_NC24ads_A100_v4 × 1 beside what is live needs 48 cores of 'A100 vCPUs' in 'eastus'; 24 of 24 are free, 24 are missing. Ask for them at https://ml.azure.com/quota",
    ]);
  });

  it("refuses what does not even fit alone, whatever is live", () => {
    const need = { live: [a100(1)], usages: [usage("A100", 24, 24)] };
    expect(find({ ...need, training: a100(2) }).problems).to.deep.equal([
      "training on Standard_NC24ads_A100_v4 × 2 beside what is live needs 72 cores of 'A100 vCPUs' in 'eastus'; 24 of 24 are free, 48 are missing. Ask for them at https://ml.azure.com/quota",
    ]);
  });

  it("refuses training and serving at once where neither fits", () => {
    const need = { training: a100(40), serving: a100(30), usages: [usage("A100", 0, 96)] };
    const { problems } = find(need);
    expect(problems.map((line) => line.split(" needs ")[0])).to.deep.equal(
      ["serving on Standard_NC24ads_A100_v4 × 30", "training on Standard_NC24ads_A100_v4 × 40"]
        .sort()
        .reverse(),
    );
  });

  it("counts the larger of old and new for a roll-out in place", () => {
    const need = { training: v100(1), rollout: "inPlace", live: [a100(1)] } as const;
    const usages = [usage("A100", 24, 24), usage("V100", 0, 12)];
    expect(find({ ...need, usages }).problems).to.deep.equal([]);
  });

  it("credits what the stack already owns and charges what others use", () => {
    const owned = find({ nodes: [a100(1)], usages: [usage("A100", 24, 24)] });
    const foreign = find({ usages: [usage("A100", 24, 24)] });
    expect(owned.problems).to.deep.equal([]);
    expect(foreign.problems).to.have.length(2);
  });

  it("only warns when the stack already holds all that it needs", () => {
    const findings = find({ serving: undefined, nodes: [a100(1)], usages: [usage("A100", 24, 0)] });
    expect(findings.problems).to.deep.equal([]);
    expect(findings.warnings).to.have.length(1);
  });

  it("keeps Azure's 20 % for sizes that are not exempt", () => {
    expect(servingCores(1, 6, false)).to.equal(12);
    expect(servingCores(5, 6, false)).to.equal(36);
    expect(servingCores(1, 24, true)).to.equal(24);
    const { problems } = find({
      serving: v100(1),
      usages: [usage("A100", 0, 24), usage("V100", 0, 6)],
    });
    expect(problems.join()).to.contain(
      "needs 12 cores of 'V100 vCPUs' in 'eastus'; 6 of 6 are free, 6 are missing",
    );
  });

  it("counts nodes that are kept while nothing runs beside the roll-out", () => {
    const { problems } = find({ kept: a100(1) });
    expect(problems.join()).to.contain("needs 48 cores");
  });

  it("takes a negative limit as none, and says when a family is not listed", () => {
    expect(find({ usages: [usage("A100", 100, -1)] })).to.deep.equal({
      problems: [],
      warnings: [],
    });
    expect(find({ usages: [] }).warnings.join()).to.contain("cannot be read");
  });
});
