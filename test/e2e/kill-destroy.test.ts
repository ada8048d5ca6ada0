import { expect } from "chai";
import { make, type Moment } from "./kill-moments";
import { killAt, type Program, untilAsked } from "./kills";
import { local } from "./local-command";
import { sharedStack } from "./stack";

describe("destroy right after a killed up", function () {
  this.timeout(5 * 60_000);
  const stack = sharedStack("empty");

  const kills: readonly [Program, Moment, string][] = [
    ["CLI", make.workspace, "/workspaces"],
    ["stand-in", make.clusterAndEndpoint, "/onlineEndpoints"],
    ["CLI", { ...make.submit, heldSeconds: 3 }, "/jobs"],
    ["handlers", make.deployment, "/deployments"],
  ];
  for (const [victim, moment, type] of kills) {
    it(`leaves nothing when ${victim} was killed while ${moment.title}`, async () => {
      await killAt(stack(), ["up"], [victim], moment);
      // What was on its way to Azure arrives there.
      const made = async () => (await stack().resources()).some((one) => one.type.endsWith(type));
      await untilAsked(made, `${type} on the server`);
      const { code, stdout, stderr } = await local(stack().files.root, "destroy");
      expect(code, stdout + stderr).to.equal(0);
      const left = (await stack().resources()).filter(
        ({ type: kind }) => !kind.includes("roleAss"),
      );
      expect(left, stdout + stderr).to.deep.equal([]);
      expect(stack().names()).to.deep.equal([]);
    });
  }
});
