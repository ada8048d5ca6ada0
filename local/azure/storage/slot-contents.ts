import { expectStatus, plainHeaders, textOf, valueOf } from "./slot-answer";
import type { SlotClient } from "./slot-client";

/** The XML pages of a listing; none when there is no such container. */
export async function listPages(
  client: SlotClient,
  slot: string,
  path: string,
  query: string,
): Promise<string[]> {
  const pages: string[] = [];
  let marker = "";
  do {
    const answer = await client.send(slot, {
      method: "GET",
      path,
      query: marker === "" ? query : `${query}&marker=${encodeURIComponent(marker)}`,
      headers: plainHeaders(),
    });
    await expectStatus(answer, 200, 404);
    const xml = await textOf(answer);
    if (answer.statusCode === 200) pages.push(xml);
    marker = valueOf(xml, "NextMarker");
  } while (marker !== "");
  return pages;
}

export async function containersOf(client: SlotClient, slot: string): Promise<string[]> {
  const pages = await listPages(client, slot, "/", "comp=list");
  return pages.flatMap((xml) =>
    [...xml.matchAll(/<Container>.*?<\/Container>/gs)].map(([entry]) => valueOf(entry, "Name")),
  );
}

/** Deletes a container with its blobs; nothing when there is none. */
export async function dropContainer(
  client: SlotClient,
  slot: string,
  container: string,
): Promise<void> {
  const answer = await client.send(slot, {
    method: "DELETE",
    path: `/${container}`,
    query: "restype=container",
    headers: plainHeaders(),
  });
  await expectStatus(answer, 202, 404);
  answer.resume();
}
