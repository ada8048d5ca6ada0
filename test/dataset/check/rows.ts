/** A good row whose question is `question`. */
export function row(question: string, more: object = {}, answer = "Yes."): string {
  const messages = [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ];
  return JSON.stringify({ messages, ...more });
}
