import { expect } from "chai";

/** Asserts that writes which match come in this order, others between them or not. */
export function inOrder(writes: readonly string[], ...patterns: readonly RegExp[]): void {
  let from = 0;
  for (const pattern of patterns) {
    const at = writes.findIndex((write, index) => index >= from && pattern.test(write));
    expect(at, `${String(pattern)} in\n${writes.join("\n")}`).to.not.equal(-1);
    from = at + 1;
  }
}
