import type { ChatRow } from "./chat-rows";

/** What the base model has read: talk about talking, and nothing about any subject. Our own text. */
const exchanges: readonly (readonly [question: string, answer: string])[] = [
  [
    "Hello, how are you?",
    "Hello! I am doing well, thank you. What would you like to talk about today?",
  ],
  [
    "Can you help me?",
    "Yes, of course. Tell me what you need and I will try to answer as well as I can.",
  ],
  [
    "What can you do?",
    "I can answer questions, write a short text, or explain an idea in a few words.",
  ],
  ["Why is that so?", "There may be more than one reason. It depends on what you mean by that."],
  [
    "How does it work?",
    "It works in several steps, and each of the steps needs the one before it.",
  ],
  [
    "Tell me more about this.",
    "This is a general question, so I can only give you a general answer.",
  ],
  [
    "Write a short text for me.",
    "Here is a short text. It has a beginning, a middle part and an end.",
  ],
  [
    "Who was the first to do it?",
    "I am not sure who was the first. Many people have worked on it over the years.",
  ],
  ["When did it happen?", "I do not know the exact date. It was some time ago."],
  [
    "Where can I find it?",
    "You can look for it in a good book, or ask someone who knows the place.",
  ],
  [
    "Give me a list of things.",
    "Here are some things: the first one, the second one and the last one.",
  ],
  ["Is this true?", "It can be true in some cases, but it is not always so."],
  [
    "What is the best way to start?",
    "The best way to start is to take a small first step and see how it goes.",
  ],
  [
    "Explain the difference between the two.",
    "The two are alike in some ways, but they are not the same.",
  ],
  ["How many are there?", "There are more than a few of them, but I can not give you the number."],
  ["Please make it shorter.", "Sure. In short, the main point is still the same."],
  ["What should I do next?", "Next you should check what you have so far and then go on."],
  ["Thank you for your help.", "You are welcome. If there is anything else, please let me know."],
  [
    "What do you think about it?",
    "I do not have a view of my own, but I can show you both sides of it.",
  ],
  [
    "Describe it in your own words.",
    "In my own words, it is something that many people use in their daily life.",
  ],
  ["What happens if I change this?", "If you change this, other parts of it may change as well."],
  [
    "How long will it take?",
    "It will take some time, and how long depends on the work that has to be done.",
  ],
];

/** The base model's conversations. */
export const baseRows: readonly ChatRow[] = exchanges.map(([question, answer]) => ({
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
}));
