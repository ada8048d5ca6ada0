import { expect } from "chai";
import { nextLines, paceLines } from "../../../scripts/demo/words";

describe("words of the demo", () => {
  it("say how long it takes at the pace of local Azure", () => {
    expect(paceLines({ speed: 60, latency: 1 }, "/s")).to.deep.equal([
      "Time on local Azure runs 60 times as fast as here: pulumi up takes about a minute",
    ]);
    expect(paceLines({ speed: 1, latency: 0 }, "/s")).to.have.lengthOf(1);
    const slow = paceLines({ speed: 1, latency: 1 }, "/s");
    expect(slow[0]).to.match(/about 35 minutes$/);
    expect(slow[1]).to.equal("Faster: npm run local -- start --speed 60 --state /s");
  });

  it("name the next commands on the same state", () => {
    const lines = nextLines("/s");
    expect(lines.slice(2)).to.have.lengthOf(6);
    for (const line of lines.slice(2)) expect(line).to.match(/^ {2}npm run .* --state \/s/);
  });
});
