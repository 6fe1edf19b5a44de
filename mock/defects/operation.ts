import { at, isObject, withAll, withAt, type Json, type JsonObject } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Defect } from '../defect.ts'
import { asRunning, beginningOf, editTold, emptyHanded, hasWork, moved, type Told } from './operation-parts.ts'
import { behaviourOf } from './parts.ts'

/** What long-running operations tell of themselves, and whether it is true. */
export const operationDefects: readonly Defect[] = [
  {
    id: 'operation.done-too-early',
    violates: 'life.operation-consistency',
    sentence: 'Calls a long-running operation done while its state says that it runs.',
    applies: hasWork,
    wrap: editTold((told, { rules, end }) => (end === 'running' ? withAt(told, rules.done, true) : told)),
  },
  {
    id: 'operation.no-result',
    violates: 'life.operation-consistency',
    sentence: 'Tells no result of a long-running operation that has succeeded.',
    applies: hasWork,
    wrap: editTold((told, { rules, end }) => (end === 'succeeded' ? withAt(told, rules.response, null) : told)),
  },
  {
    id: 'operation.no-reason',
    violates: 'life.operation-consistency',
    sentence: 'Tells no error of a long-running operation that was cancelled.',
    applies: ({ behaviour }) => Object.values(behaviour.operations).some(({ longRunning }) => longRunning?.cancel !== undefined),
    wrap: editTold((told, { rules, end }) => (end === 'cancelled' ? withAt(told, rules.error, null) : told)),
  },
  {
    id: 'operation.no-end-told',
    violates: 'lro.times',
    sentence: 'Never tells when a long-running operation was done.',
    applies: hasWork,
    wrap: editTold((told, { rules }) => withAt(told, rules.completed, null)),
  },
  {
    id: 'operation.state-in-other-words',
    violates: 'lro.states',
    sentence: 'Has a word of its own for a long-running operation that has just begun.',
    applies: hasWork,
    wrap: editTold((told, { rules, started }) => (started === undefined ? told : withAt(told, rules.state, 'QUEUED'))),
  },
  {
    id: 'operation.end-drifts',
    violates: 'lro.finished-immutable',
    sentence: 'Tells another time of its end whenever a long-running operation is looked at.',
    applies: hasWork,
    wrap: editTold((told, { rules, end, around, ...scene }) => {
      const begun = beginningOf({ rules, ...scene })
      const since = begun === undefined || end === 'running' ? undefined : at(told, begun)
      return since === undefined ? told : withAt(told, rules.completed, nowLike(since, around.now))
    }),
  },
  {
    id: 'operation.relapses',
    violates: 'lro.finished-immutable',
    sentence: 'Shows a long-running operation that was done as under way again, a second later.',
    applies: hasWork,
    wrap: editTold((told, { rules, end, around, listed }) => {
      const completed = at(told, rules.completed)
      const isOld = end !== 'running' && !listed && JSON.stringify(nowLike(completed ?? null, around.now)) !== JSON.stringify(completed)
      return isOld ? asRunning(told, rules) : told
    }),
  },
  {
    id: 'operation.target-drifts',
    violates: 'lro.identity',
    sentence: 'Names itself as what it is about once a long-running operation is done.',
    applies: hasWork,
    wrap: editTold((told, { rules, end, ...scene }) => (end === 'running' ? told : withAt(told, rules.target, ownId(told, { rules, ...scene })))),
  },
  {
    id: 'operation.begins-later',
    violates: 'lro.identity',
    sentence: 'Tells that a long-running operation began when it was last looked at.',
    applies: hasWork,
    wrap: editTold((told, scene) => {
      const begun = beginningOf(scene)
      const since = begun === undefined ? undefined : at(told, begun)
      return begun === undefined || since === undefined ? told : withAt(told, begun, nowLike(since, scene.around.now))
    }),
  },
  {
    id: 'operation.ends-before-it-begins',
    violates: 'lro.times',
    sentence: 'Tells that a long-running operation was done a minute before it began.',
    applies: hasWork,
    wrap: editTold((told, { rules, end, ...scene }) => {
      const begun = beginningOf({ rules, ...scene })
      return end === 'running' || begun === undefined ? told : withAt(told, rules.completed, moved(at(told, begun), -60))
    }),
  },
  {
    id: 'operation.names-no-target',
    violates: 'lro.tells-request',
    sentence: 'Answers a deletion with a long-running operation that names itself in place of its target.',
    applies: deletesByWork,
    wrap: editTold((told, scene) => (deletes(scene) ? withAt(told, scene.rules.target, ownId(told, scene)) : told)),
  },
  {
    id: 'operation.tells-of-another-request',
    violates: 'lro.tells-request',
    sentence: 'Answers a request with a long-running operation that tells of a request of another kind.',
    applies: hasWork,
    wrap: editTold((told, { started }) => (started === undefined ? told : withAll(told, changed(started.tells, told, '')))),
  },
  {
    id: 'operation.result-of-another',
    violates: 'lro.result',
    sentence: 'Names something else in the result of a long-running operation.',
    applies: hasWork,
    wrap: editTold((told, scene) => {
      const result = at(told, scene.rules.response)
      if (!isObject(result)) return told
      const other = ownId(told, scene)
      return withAt(told, scene.rules.response, Object.fromEntries(Object.keys(result).map((name) => [name, other])))
    }),
  },
  {
    id: 'operation.empty-result',
    violates: 'lro.result',
    sentence: 'Gives an empty result of a long-running operation that has succeeded.',
    applies: hasWork,
    wrap: editTold((told, { rules, end }) => (end === 'succeeded' ? withAt(told, rules.response, {}) : told)),
  },
  {
    id: 'operation.never-ends',
    violates: 'lro.ends',
    sentence: 'Shows every long-running operation as under way for ever.',
    applies: hasWork,
    wrap: editTold((told, { rules }) => asRunning(told, rules)),
  },
  {
    id: 'operation.done-before-its-resource',
    violates: 'lro.agrees',
    sentence: 'Calls a creation done as soon as somebody asks, whatever has become of its resource.',
    applies: hasWork,
    wrap: (respond) => (call, around) => {
      const behaviour = behaviourOf(call)
      if (behaviour?.action !== 'read') return respond(call, around)
      const isWork = behaviour.resource === call.contract.behaviour.longRunning?.resource
      // Of the two it is the resource that dawdles, however much time passes.
      const pace = isWork ? 'immediate' : { reads: 5 }
      const outcome = respond(call, { ...around, settings: { ...around.settings, pace } })
      return isWork ? { ...outcome, changes: [] } : outcome
    },
  },
  {
    id: 'operation.creation-names-nothing',
    violates: 'lro.agrees',
    sentence: 'Answers a creation with a long-running operation that names itself in place of what it makes.',
    applies: hasWork,
    wrap: editTold((told, scene) => {
      const creates = scene.started !== undefined && behaviourOf(scene.call)?.action === 'create'
      return creates ? withAt(told, scene.rules.target, ownId(told, scene)) : told
    }),
  },
  {
    id: 'operation.deletion-leaves-its-resource',
    violates: 'lro.agrees',
    sentence: 'Calls a deletion done and leaves the resource where it is.',
    applies: deletesByWork,
    wrap: (respond) => (call, around) => {
      const outcome = respond(call, around)
      return deletes({ call, started: behaviourOf(call)?.longRunning }) && outcome.reply.refusal === undefined ? emptyHanded(outcome, around) : outcome
    },
  },
]

function deletes({ call, started }: Pick<Told, 'call' | 'started'>): boolean {
  return started !== undefined && behaviourOf(call)?.action === 'delete'
}

/** True where a deletion is answered with a long-running operation. */
function deletesByWork({ behaviour }: Contract): boolean {
  return Object.values(behaviour.operations).some(({ action, longRunning }) => action === 'delete' && longRunning !== undefined)
}

/** An instant in the form of another one. */
function nowLike(like: Json, now: number): Json {
  return typeof like === 'number' ? Math.floor(now / 1000) : typeof like === 'string' ? `${new Date(now).toISOString().slice(0, 19)}Z` : like
}

function ownId(told: JsonObject, { call, rules }: Pick<Told, 'call' | 'rules'>): Json {
  const field = call.contract.behaviour.resources[rules.resource]?.identity.field ?? 'id'
  return at(told, field.startsWith('/') ? field : `/${field}`) ?? null
}

/** The constant texts of a template, each with another value, by their places in what is told. */
function changed(template: JsonObject, told: Json, place: string): readonly (readonly [string, Json])[] {
  return Object.entries(template).flatMap(([name, wanted]): readonly (readonly [string, Json])[] => {
    const where = `${place}/${name}`
    if (isObject(wanted)) return changed(wanted, told, where)
    return typeof wanted === 'string' && !wanted.includes('{') && at(told, where) === wanted ? [[where, `other-${wanted}`]] : []
  })
}
