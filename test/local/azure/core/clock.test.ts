import { expect } from "chai";
import { openBill } from "../../../../local/azure/bill";
import { openClock, type Clock } from "../../../../local/azure/clock";
import { openStore, type Store } from "../../../../local/azure/store";

const start = Date.UTC(2026, 10, 21);

describe("emulated clock", () => {
  let store: Store;
  let clock: Clock;
  let real: number;
  const open = (): Clock => openClock({ store, start, speed: 60, latency: 2, real: () => real });
  beforeEach(() => {
    real = 1_000_000;
    store = openStore(":memory:");
    clock = open();
  });
  afterEach(() => {
    clock.stop();
    store.close();
  });

  it("runs at its speed", () => {
    real += 1000;
    expect(clock.now()).to.equal(start + 60_000);
    expect(clock.iso()).to.equal("2026-11-21T00:01:00.0000000Z");
  });

  it("goes on where it stopped, whatever the real time did", () => {
    real += 1000;
    clock.stop();
    real += 1_000_000;
    clock = open();
    expect(clock.now()).to.equal(start + 60_000);
  });

  it("moves forward to the day that a later start asks for, never back", () => {
    clock.stop();
    const day = 86_400_000;
    for (const { notBefore, now } of [
      { notBefore: start - day, now: start },
      { notBefore: start + day, now: start + day },
    ]) {
      clock = openClock({ store, start: 0, notBefore, speed: 60, latency: 0, real: () => real });
      expect(clock.now()).to.equal(now);
      clock.stop();
    }
  });

  it("multiplies durations by the latency, and takes up what is due when it is advanced", () => {
    const ran: string[] = [];
    clock.after(10, () => void ran.push("ten"));
    clock.after(5, () => void ran.push("five"));
    clock.set({ advanceSeconds: 9 });
    expect(ran).to.eql([]);
    clock.set({ advanceSeconds: 11 });
    expect(ran).to.eql(["five", "ten"]);
  });

  it("does at once what takes no time", () => {
    clock.set({ latency: 0 });
    let ran = false;
    clock.after(1000, () => {
      ran = true;
    });
    expect(ran).to.be.true;
  });

  it("bills the hours that a meter ran, at each quantity", () => {
    const bill = openBill(store, clock);
    const line = { resource: "/a", meter: "node", sku: "A100", quantity: 1, pricePerHour: 3 };
    bill.start("/a#nodes", line);
    clock.set({ advanceSeconds: 3600 });
    bill.change("/A#nodes", 2);
    clock.set({ advanceSeconds: 1800 });
    expect(bill.read()).to.include({ total: 6, perHour: 6 });
    bill.stopAll("/a");
    clock.set({ advanceSeconds: 3600 });
    expect(bill.read()).to.deep.include({ total: 6, perHour: 0 });
    expect(bill.read().lines).to.eql([
      { ...line, quantity: 2, hours: 1.5, amount: 6, running: false },
    ]);
    bill.start("/a#nodes", line);
    clock.set({ advanceSeconds: 3600 });
    expect(bill.read().total).to.equal(9);
  });
});
