import type { Pool } from 'pg'
import { KEPT, PAGE, type Backing, type Commit } from './backing.ts'
import { failing } from './failing.ts'
import { tailOf, written } from './history.ts'
import { peer } from './peer.ts'

const TABLES = `
CREATE TABLE IF NOT EXISTS clusterproof_spaces (name text PRIMARY KEY, revision bigint NOT NULL);
CREATE TABLE IF NOT EXISTS clusterproof_pairs (space text NOT NULL, key text COLLATE "C" NOT NULL, value text NOT NULL, PRIMARY KEY (space, key));
CREATE TABLE IF NOT EXISTS clusterproof_commits (space text NOT NULL, revision bigint NOT NULL, commit text NOT NULL, PRIMARY KEY (space, revision))`

/** Several servers may start at the same time: one makes the tables, the others wait for it. The number is nobody else's. */
const ALONE = 'SELECT pg_advisory_xact_lock(7205759403)'

/** The present revision in the first column of each row, and one commit a row, or one row without. */
const SINCE = `
SELECT spaces.revision, commits.commit FROM (SELECT coalesce((SELECT revision FROM clusterproof_spaces WHERE name = $1), 0) AS revision) AS spaces
LEFT JOIN clusterproof_commits AS commits ON commits.space = $1 AND commits.revision > $2::bigint AND commits.revision <= spaces.revision
ORDER BY commits.revision`

/**
 * Compare-and-set in one statement, so in one transaction: the row of the space is locked by whoever comes first, and who comes later finds
 * another revision (https://www.postgresql.org/docs/15/transaction-iso.html, "Read Committed"). $3: the commit; $4 and $5: keys and values; $6: what is gone.
 */
const COMMIT = `
WITH won AS (
  INSERT INTO clusterproof_spaces AS spaces (name, revision) SELECT $1, 1 WHERE $2::bigint = 0 OR EXISTS (SELECT FROM clusterproof_spaces WHERE name = $1)
  ON CONFLICT (name) DO UPDATE SET revision = spaces.revision + 1 WHERE spaces.revision = $2::bigint
  RETURNING revision
), gone AS (
  DELETE FROM clusterproof_pairs WHERE space = $1 AND key = ANY($6::text[]) AND EXISTS (SELECT FROM won)
), put AS (
  INSERT INTO clusterproof_pairs (space, key, value) SELECT $1, key, value FROM unnest($4::text[], $5::text[]) AS pair(key, value) WHERE EXISTS (SELECT FROM won)
  ON CONFLICT (space, key) DO UPDATE SET value = excluded.value
), kept AS (
  INSERT INTO clusterproof_commits (space, revision, commit) SELECT $1, revision, $3 FROM won
)
SELECT revision FROM won`

/** Every so many commits of a space, those are dropped that nobody needs any more. */
const SWEEP = 500

/**
 * A Postgres that several mocks share.
 *
 * @throws BackingError where it cannot be reached; PeerError where `pg` is not installed.
 */
export async function postgresBacking(url: string, name: string): Promise<Backing> {
  const { default: pg } = await peer('pg', () => import('pg'))
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 2000, query_timeout: 5000, application_name: 'clusterproof' })
  // A connection that breaks while nobody uses it; the next query opens another one.
  pool.on('error', () => undefined)
  try {
    await pool.query(`BEGIN; ${ALONE}; ${TABLES}; COMMIT`)
  } catch (error) {
    await pool.end()
    throw failing(name, error)
  }
  return shared(pool, name)
}

function shared(pool: Pool, name: string): Backing {
  const query = async (statement: string, text: string, values: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    try {
      return (await pool.query({ name: statement, text, values: [...values] })).rows
    } catch (error) {
      throw failing(name, error)
    }
  }
  return {
    name,
    exclusive: false,
    spaces: async () => (await query('spaces', 'SELECT DISTINCT space FROM clusterproof_pairs ORDER BY space', [])).map(({ space }) => String(space)),
    since: async (space, since) => {
      const rows = await query('since', SINCE, [space, since])
      const commits = rows.flatMap(({ commit }) => (typeof commit === 'string' ? [commit] : []))
      return tailOf(commits, { since, revision: Number(rows[0]?.['revision'] ?? 0) })
    },
    list: async (space, prefix, after = '') => {
      const text = 'SELECT key, value FROM clusterproof_pairs WHERE space = $1 AND key > $2 AND starts_with(key, $3) ORDER BY key LIMIT $4'
      const pairs = (await query('list', text, [space, after, prefix, PAGE])).map(({ key, value }) => [String(key), String(value)] as const)
      return { pairs, next: pairs.length < PAGE ? undefined : pairs.at(-1)?.[0] }
    },
    commit: async (space, at, commit) => {
      const [won] = commit.wiped ? await wiping(pool, name, { space, at, commit }) : await query('commit', COMMIT, [space, at, ...argumentsOf(commit)])
      if (won === undefined) return { kind: 'conflict' }
      const revision = Number(won['revision'])
      if (revision % SWEEP === 0) await query('sweep', 'DELETE FROM clusterproof_commits WHERE space = $1 AND revision <= $2', [space, revision - KEPT])
      return { kind: 'committed', revision }
    },
    close: () => pool.end(),
  }
}

/** In two statements: what one statement deletes it cannot insert again. */
async function wiping(
  pool: Pool,
  name: string,
  on: { readonly space: string; readonly at: number; readonly commit: Commit },
): Promise<readonly Record<string, unknown>[]> {
  const { space, at, commit } = on
  try {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      // Locks the row of the space, so that what is deleted is what was there at this revision.
      const found = await client.query('SELECT revision FROM clusterproof_spaces WHERE name = $1 FOR UPDATE', [space])
      const isNow = Number(found.rows[0]?.revision ?? 0) === at
      if (isNow) await client.query('DELETE FROM clusterproof_pairs WHERE space = $1', [space])
      const { rows } = isNow ? await client.query(COMMIT, [space, at, ...argumentsOf(commit)]) : { rows: [] }
      await client.query(rows.length > 0 ? 'COMMIT' : 'ROLLBACK')
      client.release()
      return rows
    } catch (error) {
      client.release(true)
      throw error
    }
  } catch (error) {
    throw failing(name, error)
  }
}

function argumentsOf(commit: Commit): readonly unknown[] {
  const puts = commit.pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null)
  const gone = commit.pairs.flatMap(([key, value]) => (value === null ? [key] : []))
  return [written(commit), puts.map(([key]) => key), puts.map(([, value]) => value), gone]
}
