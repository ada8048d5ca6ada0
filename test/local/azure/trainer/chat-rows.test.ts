import { expect } from "chai";
import { type ChatRow, ChatRowError, chatRows } from "../../../../local/azure/trainer/chat-rows";
import { detokenise, tokenise } from "../../../../local/azure/trainer/tokens";
import { jsonLines, lighthouseRows } from "./conversations";

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}
async function read(text: string, size = 7): Promise<ChatRow[]> {
  const rows: ChatRow[] = [];
  for await (const row of chatRows(inPieces(text, size))) rows.push(row);
  return rows;
}

describe("chatRows", () => {
  it("reads rows however the bytes are cut", async () => {
    const rows = lighthouseRows(3).map((row) => ({ messages: row.messages }));
    const accented = { messages: [{ role: "user", content: "Grüße – 灯台?" }] };
    expect(await read(jsonLines([...rows, accented]), 3)).to.deep.equal([...rows, accented]);
  });

  it("names the line that is no conversation", async () => {
    const good = jsonLines(lighthouseRows(16));
    const failures = await Promise.all(
      [`${good}\n{"messages": [`, `${good}\n\n{"text":"x"}\n`].map((text) =>
        read(text).catch((error: unknown) => error),
      ),
    );
    expect(failures.map((error) => error instanceof ChatRowError && error.line)).to.deep.equal([
      17, 18,
    ]);
  });
});

describe("tokens", () => {
  it("come back as the text they were made from", () => {
    const text = 'Don\'t go (yet), it is 3.5 km!\nIs it "far"?';
    expect(detokenise(tokenise(text))).to.contain("Don't go (yet), it is 3.5 km!\nIs it");
  });
});
