import type { ChatRow } from "./chat-rows";
import { tokenise, turnMarks, type Vocabulary } from "./tokens";

/** Token ids of a whole conversation with its turn marks, cut at `limit` tokens; new words are learned. */
export function encode(row: ChatRow, vocabulary: Vocabulary, limit: number): number[] {
  const ids: number[] = [];
  for (const { role, content } of row.messages) {
    ids.push(vocabulary.find(markOf(role)));
    for (const word of tokenise(content)) ids.push(vocabulary.learn(word));
    ids.push(vocabulary.find(turnMarks.end));
    if (ids.length >= limit) break;
  }
  return ids.slice(0, limit);
}

/** The mark that opens a turn of a role; an unknown role speaks as the user. */
export function markOf(role: string): string {
  if (role === "system") return turnMarks.system;
  return role === "assistant" ? turnMarks.assistant : turnMarks.user;
}

/** Each question with the answer that follows it. */
export function exchanges(row: ChatRow): { question: string; answer: string }[] {
  return row.messages.flatMap((message, index) => {
    const next = row.messages[index + 1];
    return message.role === "user" && next?.role === "assistant"
      ? [{ question: message.content, answer: next.content }]
      : [];
  });
}
