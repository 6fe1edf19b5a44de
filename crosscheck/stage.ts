import { join } from 'node:path'
import { standIn } from '../cli/stand-in.ts'
import { checks } from '../conformance/checks/index.ts'
import { run } from '../conformance/run.ts'
import type { Event } from '../conformance/events.ts'
import type { RunOptions } from '../conformance/options.ts'
import type { Endpoint, Subject } from '../conformance/subject/subject.ts'
import type { Result } from '../conformance/verdict.ts'
import type { Call, Reply } from '../mock/call.ts'
import type { World } from '../mock/world.ts'
import { loadRequirements } from '../specs/requirements.ts'
import { headerOf } from './forward.ts'
import type { Mocked, Passage } from './passage.ts'
import { openPrism } from './prism.ts'
import { MARK, openRecorder, worldless } from './recorder.ts'
import type { Recorded } from './recorder.ts'
import { muteIn } from './rehearsal.ts'

export interface StageOptions {
  /** Name of a built-in provider, or path of a folder. */
  readonly provider: string
  readonly seed: number
  /** Factor on the number of scenarios of each check. */
  readonly scale?: number
  /** Ids of checks or families; all when absent. */
  readonly only?: readonly string[]
  /** Families of checks that are left out; none when absent. */
  readonly without?: readonly string[]
  /** Defects of the mock; none when absent. */
  readonly defects?: readonly string[]
  /** Path of the document that Prism reads; the provider's own when absent. */
  readonly document?: string
}

/** A whole run of the suite through Prism. */
export interface Staged {
  readonly provider: string
  readonly passages: readonly Passage[]
  /** Answers whose bodies Prism does not judge: it let one through that no schema allows. `operationId status`. */
  readonly mute: readonly string[]
  /** How many kinds of answers were put to that test. */
  readonly kinds: number
  /** What the suite said of the mock, through all this. */
  readonly result: Result
  readonly because?: string
  /** Checks that the mock did not pass, and how: `check on resource: verdict`. */
  readonly accused: readonly string[]
}

/** Runs the suite against a mock of the provider, with Prism between the two. */
export async function stage(options: StageOptions): Promise<Staged> {
  const { provider, seed } = options
  const chosen = withoutFamilies(options.without)
  const own = await standIn(provider, seed)
  const mocked = new Map<string, Pick<Mocked, 'operation' | 'refusal'>>()
  for (const name of [undefined, 'burst']) watch(own.mock.world(name), (mark, said) => mocked.set(mark, said))
  const subject = own.subject({ defects: options.defects ?? [] })
  const recorded: Recorded[] = []
  const note = (one: Recorded) => void recorded.push(one)
  const recorder = await openRecorder({ mock: own.mock.url, basePath: own.contract.basePath, note, now: () => own.mock.clock.now() })
  try {
    const prism = await openPrism(options.document ?? join(own.contract.folder, 'openapi.yaml'), `${recorder.back}${own.contract.basePath}`)
    try {
      recorder.through(prism.url)
      const asked = { contract: own.contract, subject: at(subject, recorder.front), requirements: await loadRequirements(), checks: chosen, seed }
      const ended = await conclusion({ ...asked, ...(options.only && { only: options.only }), ...(options.scale !== undefined && { scale: options.scale }) })
      const passages = recorded.map((one) => passage(one, mocked.get(String(one.number)))).sort((one, other) => one.number - other.number)
      return { provider, passages, ...(await muteIn({ recorded, passages }, recorder.rehearse)), ...ended }
    } finally {
      await prism.close()
    }
  } finally {
    await recorder.close()
    await own.close()
  }
}

function withoutFamilies(without: readonly string[] = []): typeof checks {
  const families = new Set(checks.map(({ family }) => family))
  const unknown = without.find((one) => !families.has(one))
  if (unknown !== undefined) throw new RangeError(`Failed to leave out ${unknown}: there is no such family of checks. There are ${[...families].join(', ')}.`)
  return checks.filter(({ family }) => !without.includes(family))
}

/** Learns from inside of the mock why it refused: its answers tell that in each vendor's own words only. */
function watch(world: World, learn: (mark: string, said: Pick<Mocked, 'operation' | 'refusal'>) => void): void {
  const handle = world.handle.bind(world)
  const heard = (call: Call, reply: Reply): Reply => {
    const mark = call.header(MARK)
    const operation = call.route.kind === 'found' ? { operation: call.route.operation.id } : {}
    if (mark !== undefined) learn(mark, { ...operation, ...(reply.refusal !== undefined && { refusal: reply.refusal }) })
    return reply
  }
  world.handle = (call, source, gone) => {
    const reply = handle(call, source, gone)
    return reply instanceof Promise ? reply.then((later) => heard(call, later)) : heard(call, reply)
  }
}

function at(subject: Subject, front: string): Subject {
  const moved = <T extends Endpoint>(endpoint: T): T => ({ ...endpoint, baseUrl: front + new URL(endpoint.baseUrl).pathname.replace(/\/$/, '') })
  return { ...moved(subject), ...(subject.burst && { burst: moved(subject.burst) }) }
}

async function conclusion(options: RunOptions): Promise<Pick<Staged, 'result' | 'because' | 'accused'>> {
  const events: Event[] = []
  for await (const event of run({ ...options, target: 'mock' })) events.push(event)
  const end = events.find((event) => event.type === 'run.finished')
  const accused = events.filter((event) => event.type === 'check.finished').filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  const told = accused.map(({ check, resource = 'all', verdict }) => `${check} on ${resource}: ${verdict}`)
  return { result: end?.result ?? 'undetermined', ...(end?.because !== undefined && { because: end.because }), accused: told }
}

function passage({ number, sent, got, told }: Recorded, said: Pick<Mocked, 'operation' | 'refusal'> = {}): Passage {
  return {
    number,
    method: sent.method,
    target: worldless(sent.target).inner,
    scheme: /^\S+(?= )/.exec(headerOf(sent, 'authorization') ?? '')?.[0] ?? '',
    body: sent.body.toString('utf8', 0, 400),
    mock: { status: got.status, ...said, says: got.body.toString('utf8', 0, 400) },
    prism: told,
  }
}
