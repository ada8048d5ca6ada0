import { DatabaseSync } from "node:sqlite";

/** A named collection of the store and the shape of its values (JSON). */
export class Kind<T> {
  declare readonly shape: T;
  constructor(readonly name: string) {}
}

/** Keyed JSON documents. A write survives the death of the process as soon as the call returns. */
export interface Store {
  get<T>(kind: Kind<T>, key: string): T | undefined;
  put<T>(kind: Kind<T>, key: string, value: T): void;
  /** True when there was something to delete. */
  delete<T>(kind: Kind<T>, key: string): boolean;
  /** Entries in the order of their keys, those only whose key begins with `prefix`. */
  list<T>(kind: Kind<T>, prefix?: string): { key: string; value: T }[];
  /** Those whose value has this `type` (without regard to case); by an index, so that many others cost nothing. */
  listOfType<T extends { readonly type: string }>(
    kind: Kind<T>,
    type: string,
    prefix?: string,
  ): { key: string; value: T }[];
  /** All writes of `run`, or none when it throws. May be nested. */
  transaction<T>(run: () => T): T;
  clear(): void;
  close(): void;
}

const typeOf = "lower(json_extract(value, '$.type'))";
const afterAll = "\u{10FFFF}";

/** Store in a sqlite file; `:memory:` keeps nothing. */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file);
  // WAL with NORMAL: a killed process loses nothing; only a power cut could take the last commits.
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000");
  db.exec(
    "CREATE TABLE IF NOT EXISTS document (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID",
  );
  db.exec(`CREATE INDEX IF NOT EXISTS document_type ON document (kind, ${typeOf}, key)`);
  const get = db.prepare("SELECT value FROM document WHERE kind = ? AND key = ?");
  const put = db.prepare("INSERT OR REPLACE INTO document (kind, key, value) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM document WHERE kind = ? AND key = ?");
  const list = db.prepare(
    "SELECT key, value FROM document WHERE kind = ? AND key >= ? AND key < ? ORDER BY key",
  );
  const listOfType = db.prepare(
    `SELECT key, value FROM document INDEXED BY document_type WHERE kind = ? AND ${typeOf} = ? AND key >= ? AND key < ? ORDER BY key`,
  );
  let depth = 0;

  return {
    get<T>(kind: Kind<T>, key: string) {
      const row = get.get(kind.name, key);
      return row === undefined ? undefined : (JSON.parse(String(row.value)) as T);
    },
    put: (kind, key, value) => {
      put.run(kind.name, key, JSON.stringify(value));
    },
    delete: (kind, key) => Number(remove.run(kind.name, key).changes) > 0,
    list<T>(kind: Kind<T>, prefix = "") {
      return list
        .all(kind.name, prefix, prefix + afterAll)
        .map((row) => ({ key: String(row.key), value: JSON.parse(String(row.value)) as T }));
    },
    listOfType<T extends { readonly type: string }>(kind: Kind<T>, type: string, prefix = "") {
      return listOfType
        .all(kind.name, type.toLowerCase(), prefix, prefix + afterAll)
        .map((row) => ({ key: String(row.key), value: JSON.parse(String(row.value)) as T }));
    },
    transaction(run) {
      const name = `level${depth}`;
      db.exec(`SAVEPOINT ${name}`);
      depth += 1;
      try {
        const result = run();
        db.exec(`RELEASE ${name}`);
        return result;
      } catch (error) {
        db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    clear: () => {
      db.exec("DELETE FROM document");
    },
    close: () => {
      db.close();
    },
  };
}
