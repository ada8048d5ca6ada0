import type { ListedFile } from "./listing";
import type { Repositories } from "./repositories";
import type { Sending } from "./send-file";

/** One request, as a route sees it. */
export interface HubCall {
  readonly request: Request;
  readonly url: URL;
  readonly query: URLSearchParams;
  /** `id`, `revision`, `path`: decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly repositories: Repositories;
  /** Gives the address of a file that is kept in LFS. */
  readonly locate: (file: ListedFile) => string;
  /** A token that the hub knows; undefined without one. */
  readonly token: string | undefined;
  readonly pageSize: number;
  readonly sending: Pick<Sending, "fault" | "cut" | "count">;
}
