import { BackingError } from './backing.ts'
import { isRecord } from '../state/shapes.ts'
import { peer } from './peer.ts'

type Value = string | number | null

/** What is used of a database; Node's own engine and libsql have the same calls. */
export interface Database {
  readonly exec: (sql: string) => unknown
  readonly prepare: (sql: string) => Statement
  readonly close: () => void
}

export interface Statement {
  readonly run: (...values: Value[]) => unknown
  readonly get: (...values: Value[]) => Readonly<Record<string, unknown>> | undefined
  readonly all: (...values: Value[]) => readonly Readonly<Record<string, unknown>>[]
}

/** Opened with Node's own engine (`node:sqlite`, since 22.13), or with `libsql` where there is none. */
export async function databaseAt(path: string): Promise<Database> {
  const open = (await own()) ?? (await fromLibsql())
  try {
    return open(path)
  } catch (error) {
    throw new BackingError(
      `Failed to open the store '${path}': ${error instanceof Error ? error.message : String(error)}. Name a file in a folder that is there and may be written.`,
    )
  }
}

/** Asked for by a call, so that Node lines without it can load this file. */
async function own(): Promise<((path: string) => Database) | undefined> {
  const found: unknown = process.getBuiltinModule('node:sqlite')
  return hasDatabase(found) ? (path) => new found.DatabaseSync(path) : undefined
}

function hasDatabase(found: unknown): found is { readonly DatabaseSync: new (path: string) => Database } {
  return typeof found === 'object' && found !== null && 'DatabaseSync' in found
}

async function fromLibsql(): Promise<(path: string) => Database> {
  const { default: Libsql } = await peer('libsql', () => import('libsql'))
  return (path) => {
    const database = new Libsql(path)
    return {
      exec: (sql) => database.exec(sql),
      close: () => void database.close(),
      prepare: (sql) => {
        const statement = database.prepare(sql)
        return {
          run: (...values) => statement.run(...values),
          get: (...values) => rowIn(statement.get(...values)),
          all: (...values) => statement.all(...values).filter(isRecord),
        }
      },
    }
  }
}

function rowIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined
}
