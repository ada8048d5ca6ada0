import { DatabaseSync, type StatementSync } from "node:sqlite";

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

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS document
    (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS document_type ON document (kind, ${typeOf}, key);`;

/** Store in a sqlite file; `:memory:` keeps nothing. */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file);
  // WAL with NORMAL: a killed process loses nothing; only a power cut could take the last commits.
  db.exec(schema);
  return new SqliteStore(db);
}

class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;
  readonly #listOfType: StatementSync;
  #depth = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#get = db.prepare("SELECT value FROM document WHERE kind = ? AND key = ?");
    this.#put = db.prepare("INSERT OR REPLACE INTO document (kind, key, value) VALUES (?, ?, ?)");
    this.#delete = db.prepare("DELETE FROM document WHERE kind = ? AND key = ?");
    const range = "key >= ? AND key < ? ORDER BY key";
    this.#list = db.prepare(`SELECT key, value FROM document WHERE kind = ? AND ${range}`);
    // Named, because sqlite would rather walk the primary key.
    this.#listOfType = db.prepare(
      `SELECT key, value FROM document INDEXED BY document_type WHERE kind = ? AND ${typeOf} = ? AND ${range}`,
    );
  }

  get<T>(kind: Kind<T>, key: string): T | undefined {
    const row = this.#get.get(kind.name, key);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as T);
  }

  put<T>(kind: Kind<T>, key: string, value: T): void {
    this.#put.run(kind.name, key, JSON.stringify(value));
  }

  delete<T>(kind: Kind<T>, key: string): boolean {
    return Number(this.#delete.run(kind.name, key).changes) > 0;
  }

  list<T>(kind: Kind<T>, prefix = ""): { key: string; value: T }[] {
    return entries(kind, this.#list.all(kind.name, prefix, prefix + afterAll));
  }

  listOfType<T extends { readonly type: string }>(
    kind: Kind<T>,
    type: string,
    prefix = "",
  ): { key: string; value: T }[] {
    const name = type.toLowerCase();
    return entries(kind, this.#listOfType.all(kind.name, name, prefix, prefix + afterAll));
  }

  transaction<T>(run: () => T): T {
    const name = `level${this.#depth}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    this.#depth += 1;
    try {
      const result = run();
      this.#db.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      this.#db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  clear(): void {
    this.#db.exec("DELETE FROM document");
  }

  close(): void {
    this.#db.close();
  }
}

function entries<T>(_: Kind<T>, rows: Record<string, unknown>[]): { key: string; value: T }[] {
  return rows.map(({ key, value }) => ({
    key: String(key),
    value: JSON.parse(String(value)) as T,
  }));
}
