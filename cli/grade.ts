import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { document } from '../mock/admin/openapi.ts'
import type { Grade } from '../mock/grade/grade.ts'
import { rules } from '../mock/grade/rules.ts'
import { gradeText } from '../mock/grade/text.ts'
import { gradeJunit } from '../reports/grade-junit.ts'
import { validatorOf } from '../specs/schemas.ts'
import { exitCodes, UsageError, type ExitCode } from './exit.ts'
import { didYouMean } from './nearest.ts'
import { secretFrom } from './secret.ts'
import type { Terminal } from './terminal.ts'

export interface GradeFlags {
  readonly url: string
  readonly world?: string
  readonly format: 'text' | 'json' | 'junit'
  readonly failOn?: string
  readonly pollsPerSecond?: number
  readonly adminTokenEnv?: string
  readonly out?: string
}

/** How long a mock may take to answer, in milliseconds. */
const PATIENCE = 10_000

/** Fetches the grade of a world's clients from a running mock, and tells it. */
export async function gradeClients(flags: GradeFlags, terminal: Terminal): Promise<ExitCode> {
  const failOn = rulesIn(flags.failOn)
  const found = await fetched(addressOf(flags), flags, terminal)
  if (typeof found === 'string') {
    terminal.err(`${found}\n`)
    return exitCodes.undetermined
  }
  await tell(rendered(found, flags.format), flags.out, terminal)
  const broken = found.rules.filter(({ id, verdict }) => verdict === 'poor' && failOn.includes(id)).map(({ id }) => id)
  if (broken.length === 0) return exitCodes.ok
  terminal.err(`Broken: ${broken.join(', ')}.\n`)
  return exitCodes.failed
}

function rulesIn(list: string | undefined): readonly string[] {
  const known = rules.map(({ id }) => id)
  if (list === undefined) return []
  const named = list.split(',').map((id) => id.trim())
  const unknown = named.find((id) => id !== 'any' && !known.includes(id))
  if (unknown !== undefined) {
    throw new UsageError(`Failed to read --fail-on: "${unknown}" is no rule. ${didYouMean(unknown, known, `Use any, or some of ${known.join(', ')}.`)}`)
  }
  return named.includes('any') ? known : named
}

function addressOf({ url, world, pollsPerSecond }: GradeFlags): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`Failed to read --url: "${url}" is no origin. Use one such as http://127.0.0.1:4010.`)
  }
  const address = new URL('/__admin/grade', url)
  if (world !== undefined) address.searchParams.set('world', world)
  if (pollsPerSecond !== undefined) address.searchParams.set('pollsPerSecond', String(pollsPerSecond))
  return address
}

/** The grade, or why there is none. */
async function fetched(address: URL, { adminTokenEnv }: GradeFlags, { env }: Terminal): Promise<Grade | string> {
  const token = adminTokenEnv === undefined ? undefined : secretFrom('--admin-token-env', adminTokenEnv, env)
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  let answer: Response
  let body: unknown
  try {
    answer = await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) })
    body = await answer.json()
  } catch (error) {
    return `Failed to grade the clients of ${address.origin}: ${reasonOf(error)}. Start a mock there (\`clusterproof mock\`), or name where one listens with --url.`
  }
  if (answer.ok && isGrade(body)) return body
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : 'that is no grade; it may be another server'
  if (answer.status === 400) throw new UsageError(`Failed to grade the clients of ${address.origin}: ${detail}`)
  return `Failed to grade the clients of ${address.origin}: it answered ${answer.status}: ${detail}`
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return cause instanceof Error ? cause.message : String(cause)
}

const validate = validatorOf(document)

function isGrade(body: unknown): body is Grade {
  return validate('/components/schemas/Grade', body).length === 0
}

function rendered(grade: Grade, format: GradeFlags['format']): string {
  switch (format) {
    case 'text':
      return gradeText(grade)
    case 'json':
      return `${JSON.stringify(grade, null, 2)}\n`
    case 'junit':
      return gradeJunit(grade)
  }
}

async function tell(text: string, out: string | undefined, { cwd, out: print }: Terminal): Promise<void> {
  if (out === undefined) return print(text)
  const file = resolve(cwd ?? '.', out)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (error) {
    throw new UsageError(`Failed to write the grade to "${out}": ${reasonOf(error)}. Name a file that can be written.`, { cause: error })
  }
}
