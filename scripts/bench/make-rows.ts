import { closeSync, openSync, writeSync } from "node:fs";

/** Words of all lengths, some that are not ASCII. */
const words = Array.from({ length: 4000 }, (_, at) => {
  const letters = ((at + 7) * 2654435761 ** 2).toString(36).replaceAll(/[^a-z]/g, "");
  return at % 200 === 0 ? `é${letters}` : letters;
});
const contentLength = { user: 300, assistant: 2500 } as const;

/** A file of different conversations of about 6 kB: two questions with their answers. */
export function makeRows(file: string, rows: number, seed: number): void {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const message = (role: "user" | "assistant") => {
    let content = random(2 ** 31).toString(36);
    while (content.length < contentLength[role])
      content += `${random(15) === 0 ? ".\n" : ""} ${words[random(words.length)] ?? ""}`;
    return { content, role };
  };
  const open = openSync(file, "w");
  for (let from = 0; from < rows; from += 200) {
    const lines = Array.from({ length: Math.min(200, rows - from) }, () => {
      const messages = (["user", "assistant", "user", "assistant"] as const).map(message);
      const prompt = messages[0]?.content ?? "";
      return `${JSON.stringify({ prompt, prompt_id: random(2 ** 31).toString(16), messages })}\n`;
    });
    writeSync(open, lines.join(""));
  }
  closeSync(open);
}
