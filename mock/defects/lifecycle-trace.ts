import { at, isObject, withAll, withAt } from '../../specs/json.ts'
import type { Contract } from '../../specs/contract.ts'
import type { Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { Defect } from '../defect.ts'
import { stands, typeOf } from '../moment.ts'
import type { Progress, Resource } from '../record.ts'
import { typesOf } from './applies.ts'
import { during, isStarting, phasesShown, withBody } from './lifecycle-parts.ts'
import { asRunning, editTold } from './operation-parts.ts'

/** What only shows when all looks at a life are put together, or beside what tells of the work on it. */
export const lifecycleTraceDefects: readonly Defect[] = [
  {
    id: 'lifecycle.moves-by-itself',
    violates: 'life.terminal-absorbing',
    sentence: 'Sets a new resource in motion as soon as it has settled, by something that only a command does.',
    applies: (contract) => lifecyclesMade(contract).some((lifecycle) => whimOf(lifecycle) !== undefined),
    wrap: during(['read'], (outcome, { resource, moment, lifecycle }) => {
      const whim = whimOf(lifecycle)
      const isNew = resource?.progress?.trigger === 'create' && stands(moment, resource).settled
      if (!isNew || resource?.progress === undefined || whim === undefined) return outcome
      const progress: Progress = {
        trigger: whim,
        at: moment.now,
        reads: 0,
        moved: 0,
        reached: resource.progress.reached,
        before: stands(moment, resource).phase,
      }
      return { ...outcome, changes: [...outcome.changes, { kind: 'note', resource: { ...resource, progress } satisfies Resource }] }
    }),
  },
  {
    id: 'lifecycle.goes-astray',
    violates: 'life.terminal-absorbing',
    sentence: 'Shows a resource that is being made as if something had been commanded of it.',
    applies: (contract) => lifecyclesMade(contract).some((lifecycle) => isSlow(lifecycle) && strayIn(lifecycle) !== undefined),
    wrap: phasesShown(['read'], (phase, scene) => (scene.early.includes(phase) && isStarting(scene) ? (strayIn(scene.lifecycle) ?? phase) : phase)),
  },
  {
    id: 'lifecycle.ready-with-nothing',
    violates: 'life.phase-implies',
    sentence: 'Shows a resource that is ready without what only a ready one has.',
    applies: (contract) =>
      typesOf(contract, 'create').some(({ lifecycle = '', shows = {} }) => {
        const end = contract.behaviour.lifecycles?.[lifecycle]?.triggers['create']?.to
        return end !== undefined && Object.values(shows).some((shown) => shown.after === end && shown.beside === undefined && shown.otherwise === undefined)
      }),
    wrap: during(['read'], (outcome, { moment, type }) => {
      const late = Object.entries(typeOf(moment, type).shows ?? {}).flatMap(([place, { after }]) => (after === undefined ? [] : [place]))
      return { ...outcome, reply: withBody(outcome.reply, (body) => late.reduce((shown, place) => withAt(shown, place, undefined), body)) }
    }),
  },
  {
    id: 'lifecycle.ready-while-it-is-made',
    violates: 'lro.in-step',
    sentence: 'Tells of work as under way although its resource has long been where the work leads.',
    applies: startsWork,
    wrap: editTold((told, { rules, end }) => (end === 'succeeded' ? asRunning(told, rules) : told)),
  },
  {
    id: 'lifecycle.fails-and-lives',
    violates: 'lro.in-step',
    sentence: 'Tells of work that it has failed, and does it all the same.',
    applies: startsWork,
    wrap: editTold((told, { rules, end }) => {
      if (end !== 'succeeded') return told
      const error = isObject(at(told, rules.error)) ? at(told, rules.error) : { code: 'INTERNAL', message: 'it failed' }
      return withAll(told, [
        [rules.state, rules.states.failed],
        [rules.response, null],
        [rules.error, error ?? null],
      ])
    }),
  },
]

function startsWork({ behaviour }: Contract): boolean {
  return Object.values(behaviour.operations).some(({ action, longRunning }) => action === 'create' && longRunning !== undefined)
}

function lifecyclesMade(contract: Contract): readonly Lifecycle[] {
  return typesOf(contract, 'create').flatMap(({ lifecycle }) => contract.behaviour.lifecycles?.[lifecycle ?? ''] ?? [])
}

function isSlow({ triggers }: Lifecycle): boolean {
  return (triggers['create']?.through.length ?? 0) > 0
}

/** A trigger that starts where a creation ends and passes through a phase of its own, but leads to no end of the life. */
function whimOf(lifecycle: Lifecycle | undefined): string | undefined {
  const home = lifecycle?.triggers['create']?.to ?? ''
  return Object.entries(lifecycle?.triggers ?? {}).find(
    ([name, trigger]) => name !== 'create' && isWhim(trigger, { home, phases: lifecycle?.phases ?? {} }),
  )?.[0]
}

function isWhim({ by, from, through, to }: Trigger, { home, phases }: { readonly home: string; readonly phases: Lifecycle['phases'] }): boolean {
  const starts = from === undefined || from.includes(home)
  return by === undefined && starts && to !== 'gone' && through.some(({ phase }) => phases[phase]?.kind === 'transient')
}

/** A phase through which only what is commanded of a settled resource leads. */
function strayIn(lifecycle: Lifecycle | undefined): string | undefined {
  const early = lifecycle?.triggers['create']?.through.map(({ phase }) => phase) ?? []
  const whim = lifecycle?.triggers[whimOf(lifecycle) ?? '']
  return whim?.through.find(({ phase }) => phase !== 'before' && !early.includes(phase))?.phase
}
