import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded, wholeOf } from '../../history.ts'
import { told } from '../../judge/status.ts'
import { all, met, optional } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { another } from '../errors/absent.ts'
import { mapped } from '../errors/codes.ts'
import { errorShape, sameRefusal } from './answers.ts'
import { called, lent } from './steps.ts'
import type { Api, Handle, RequestPlan } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { Answer, Exchange, History } from '../../history.ts'
import type { Sight } from '../../monitor.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Called } from './steps.ts'

interface Refusing {
  readonly called: Called
  readonly own: string
  readonly clientNames: boolean
  readonly create: string | undefined
  readonly remove: string | undefined
  /** Whether a name can be taken. */
  readonly taken: boolean
}

type Labelled = readonly (readonly [name: string, plan: RequestPlan])[]

const reasons = [
  'nothing of this identifier',
  'nothing to delete',
  'no credential',
  'an unknown credential',
  'an empty body',
  'a broken body',
  'the same again',
]

function refusing(reading: Reading): Need<Refusing> {
  const create = reading.creatable()
  const remove = reading.operation('delete')
  const taken = reading.refusal('name-taken').kind === 'met'
  return all({
    called: called(reading),
    own: met(idParameter(reading.type)),
    clientNames: met(reading.type.identity.from === 'client'),
    create: optional(create.kind === 'met' ? { ...create, value: create.value.id } : create),
    remove: optional(remove.kind === 'met' ? { ...remove, value: remove.value.id } : remove),
    taken: met(taken),
  })
}

/** Calls that any server refuses, for as many reasons as there are cheap ones. Whatever is made of them all the same is deleted again. */
function calls(api: Api, { called: { read }, own, clientNames, create, remove, taken }: Refusing, { params, body }: Handle): Labelled {
  const absent = { ...params, [own]: clientNames ? api.name() : another(params[own] ?? '') }
  const deletes: Labelled = remove === undefined ? [] : [['nothing to delete', { operation: remove, params: absent }]]
  const creates: Labelled =
    create === undefined
      ? []
      : [
          ['an empty body', { operation: create, params, body: {} }],
          ['a broken body', { operation: create, params, raw: '{' }],
          ...(taken ? [['the same again', { operation: create, params, body }] as const] : []),
        ]
  return [
    ['nothing of this identifier', { operation: read, params: absent }],
    ...deletes,
    ['no credential', { operation: read, params, as: 'nobody' }],
    ['an unknown credential', { operation: read, params, as: { token: 'clusterproof-nobodys-token' } }],
    ...creates,
  ]
}

/** Sends what has to be refused over Connect, and first over the run's own wire where the two are compared. */
async function provoke(api: Api, needs: Refusing, both: boolean): Promise<void> {
  const handle = await lent(api, needs.called)
  for (const [name, plan] of calls(api, needs, handle)) {
    if (both) await api.send(name, plan)
    await api.send(`${name}, over Connect`, { ...plan, wire: 'connect' })
  }
}

/** The first refusal over Connect that shows something wrong. */
function judged(history: History, see: (answer: Answer, attempt: Exchange, name: string) => Sight): Judgement {
  const control = history.find('read over Connect')
  if (!succeeded(control)) return unclear(`nothing is known to be accepted: a read over Connect got ${told(control)}`)
  const sights = reasons.flatMap((name) => {
    const attempt = history.find(`${name}, over Connect`)
    const answer = answerOf(attempt)
    const sight = attempt === undefined || answer === undefined ? undefined : see(answer, attempt, name)
    return sight === undefined || attempt === undefined ? [] : [{ sight, at: attempt.label }]
  })
  if (sights.length === 0) return unclear('no refusal was concerned')
  for (const { sight, at } of sights) if (typeof sight === 'object') return broken(sight.expected, sight.actual, at)
  return kept
}

const common = { cost: 'refused', each: 'provider', runs: 1, needs: refusing, scenario: () => fc.constant(null) } as const

export const shape = check({
  ...common,
  id: 'connect.error-shape',
  drive: (api, needs) => provoke(api, needs, false),
  judge: (history, { called: { connect } }) => judged(history, (answer) => shapeOf(answer, errorShape(connect, { ...answer, json: wholeOf(answer) }))),
})

/** An error under a status of success is one all the same; a message is none. */
function shapeOf(answer: Answer, sight: Sight): Sight {
  if (answer.status >= 400) return sight
  return sight === 'kept' ? { expected: 'an error with a status other than 200', actual: `an error with status ${answer.status}` } : undefined
}

export const codeStatus = check({
  ...common,
  id: 'connect.code-status',
  drive: (api, needs) => provoke(api, needs, false),
  judge: (history) => judged(history, (answer) => mapped(answer, '/code')),
})

export const sameRefusals = check({
  ...common,
  id: 'connect.same-refusals',
  drive: (api, needs) => provoke(api, needs, true),
  judge: (history) => judged(history, (_, attempt, name) => sameRefusal(history.find(name), attempt)),
})

export const refusalChecks: readonly Check[] = [shape, codeStatus, sameRefusals]
