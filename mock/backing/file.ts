import { BackingError, KEPT, PAGE, type Backing, type Commit } from './backing.ts'
import { tailOf, written } from './history.ts'
import { databaseAt, type Database } from './sqlite.ts'

const TABLES = `
CREATE TABLE IF NOT EXISTS spaces (name TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS pairs (space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (space TEXT NOT NULL, revision INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (space, revision)) STRICT, WITHOUT ROWID;`

/** How many commits are written before those are dropped that nobody needs any more. */
const SWEEP = 500

/**
 * One durable file (SQLite, write-ahead log, synced with each commit), for one process at a time: what was acknowledged survives the
 * end of the process at any moment.
 *
 * @throws BackingError where it cannot be opened, is no database or is in use; PeerError where no engine is there.
 */
export async function fileBacking(path: string, name: string): Promise<Backing> {
  const database = await databaseAt(path)
  try {
    // The first write takes the lock and keeps it (https://www.sqlite.org/pragma.html#pragma_locking_mode).
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0;')
    database.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`)
  } catch (error) {
    database.close()
    throw unopened(path, error)
  }
  return kept(database, name)
}

function unopened(path: string, error: unknown): BackingError {
  const words = error instanceof Error ? error.message : String(error)
  const advice = /locked|busy/i.test(words)
    ? 'Another process has it open: stop that one, or name another file.'
    : 'Name a file of a mock, or one that is not there yet.'
  return new BackingError(`Failed to open the store '${path}': ${words}. ${advice}`)
}

function kept(database: Database, name: string): Backing {
  const revisionOf = database.prepare('SELECT revision FROM spaces WHERE name = ?')
  const commits = database.prepare('SELECT text FROM commits WHERE space = ? AND revision > ? ORDER BY revision')
  const page = database.prepare('SELECT key, value FROM pairs WHERE space = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?')
  const spaces = database.prepare('SELECT DISTINCT space FROM pairs ORDER BY space')
  const write = writing(database)
  const now = (space: string): number => Number(revisionOf.get(space)?.['revision'] ?? 0)
  let isOpen = true
  const told = async <T>(work: () => T): Promise<T> => {
    try {
      if (!isOpen) throw new Error('it was closed')
      return work()
    } catch (error) {
      throw new BackingError(`Failed to use the store ${name}: ${error instanceof Error ? error.message : String(error)}. Look at the disk it lies on.`)
    }
  }
  return {
    name,
    exclusive: true,
    spaces: () => told(() => spaces.all().map(({ space }) => String(space))),
    since: (space, since) =>
      told(() =>
        tailOf(
          commits.all(space, since).map(({ text }) => String(text)),
          { since, revision: now(space) },
        ),
      ),
    list: (space, prefix, after = '') =>
      told(() => {
        const pairs = page.all(space, after, prefix.length, prefix, PAGE).map(({ key, value }) => [String(key), String(value)] as const)
        return { pairs, next: pairs.length < PAGE ? undefined : pairs.at(-1)?.[0] }
      }),
    commit: (space, at, commit) =>
      told(() => {
        if (now(space) !== at) return { kind: 'conflict' }
        write(space, at + 1, commit)
        return { kind: 'committed', revision: at + 1 }
      }),
    close: async () => {
      isOpen = false
      database.close()
    },
  }
}

/** All of a commit in one transaction. */
function writing(database: Database): (space: string, revision: number, commit: Commit) => void {
  const number = database.prepare('INSERT INTO spaces (name, revision) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET revision = excluded.revision')
  const wipe = database.prepare('DELETE FROM pairs WHERE space = ?')
  const put = database.prepare('INSERT INTO pairs (space, key, value) VALUES (?, ?, ?) ON CONFLICT (space, key) DO UPDATE SET value = excluded.value')
  const remove = database.prepare('DELETE FROM pairs WHERE space = ? AND key = ?')
  const keep = database.prepare('INSERT INTO commits (space, revision, text) VALUES (?, ?, ?)')
  const sweep = database.prepare('DELETE FROM commits WHERE space = ? AND revision <= ?')
  return (space, revision, commit) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      number.run(space, revision)
      if (commit.wiped) wipe.run(space)
      for (const [key, value] of commit.pairs) {
        if (value === null) remove.run(space, key)
        else put.run(space, key, value)
      }
      keep.run(space, revision, written(commit))
      if (revision % SWEEP === 0) sweep.run(space, revision - KEPT)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
}
