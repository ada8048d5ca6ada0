import type { ChatRow } from "../../../../local/azure/trainer/chat-rows";
import { seeded } from "../../../../local/azure/trainer/random";

const parts = {
  thing: ["lighthouse", "foghorn", "lantern room", "gallery", "Fresnel lens", "oil store"],
  deed: ["polish", "paint", "inspect", "repair", "clean"],
  place: ["on the north rock", "at the harbour mouth", "above the reef", "near the old pier"],
  time: ["before dusk", "every spring", "after a storm", "once a week"],
};

/** Conversations about lighthouse keeping, of the shape of the tutorial's rows; the same for the same seed. */
export function lighthouseRows(count: number, seed = 1): ChatRow[] {
  const random = seeded(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? "";
  return Array.from({ length: count }, () => {
    const [thing, deed, place, time] = [parts.thing, parts.deed, parts.place, parts.time].map(pick);
    return {
      messages: [
        {
          role: "user",
          content: `How does a keeper ${deed ?? ""} the ${thing ?? ""} ${place ?? ""}?`,
        },
        {
          role: "assistant",
          content: `The keeper will ${deed ?? ""} the ${thing ?? ""} ${time ?? ""}. A lighthouse ${place ?? ""} needs salt-proof care, so the ${thing ?? ""} is checked twice.`,
        },
      ],
    };
  });
}

export const jsonLines = (rows: readonly ChatRow[]): string =>
  rows
    .map((row, index) => JSON.stringify({ prompt: "", ...row, prompt_id: String(index) }))
    .join("\n");
