import { at, isObject, steps, withAt, type Json } from '../../specs/json.ts'
import type { Lifecycle, Trigger } from '../../specs/behaviour.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { isLeaving, type Progress, type Resource } from '../record.ts'
import { stands } from '../moment.ts'
import { operationsOf } from './applies.ts'
import { absent, crash, during, hurried, isStarting, onsetOf, phasesShown, puts, sceneOf, seenIn, withBody, shownIn } from './lifecycle-parts.ts'
import { behaviourOf, jsonOf, withJson } from './parts.ts'

/** The way from one phase to the next, and who may command it. */
export const lifecycleCourseDefects: readonly Defect[] = [
  {
    id: 'lifecycle.goes-backward',
    violates: 'life.transition-graph',
    sentence: 'Shows the phases of a creation in reverse.',
    applies: ({ behaviour }) => Object.values(behaviour.lifecycles ?? {}).some(({ triggers }) => (triggers['create']?.through.length ?? 0) > 1),
    wrap: phasesShown(['read'], (phase, { early }) => early[early.length - 1 - early.indexOf(phase)] ?? phase),
  },
  {
    id: 'lifecycle.falls-back',
    violates: 'life.transition-graph',
    sentence: 'Shows a settled resource in its first phase again.',
    wrap: phasesShown(['read'], (phase, { early, lifecycle, resource, moment }) => {
      const isSettled = resource !== undefined && !isLeaving(resource) && stands(moment, resource).settled
      return isSettled ? (early[0] ?? lifecycle?.triggers['create']?.to ?? phase) : phase
    }),
  },
  {
    id: 'lifecycle.settled-relapses',
    violates: 'life.terminal-absorbing',
    sentence: 'Begins to make a resource anew whenever it is read, although it had settled.',
    wrap: during(['read'], (outcome, { resource, moment, lifecycle, early }) => {
      if (resource?.progress === undefined || resource.progress.trigger === 'delete' || !stands(moment, resource).settled) return outcome
      const trigger = early.length > 0 ? 'create' : (Object.entries(lifecycle?.triggers ?? {}).find(([, { through }]) => through.length > 0)?.[0] ?? 'create')
      const progress: Progress = { trigger, at: moment.now, reads: 0, moved: 0, reached: resource.progress.reached }
      return { ...outcome, changes: [...outcome.changes, { kind: 'note', resource: { ...resource, progress } }] }
    }),
  },
  {
    id: 'lifecycle.never-settles',
    violates: 'life.transient-resolves',
    sentence: 'Leaves what has been set in motion in its first phase for ever.',
    wrap: (respond) => (call, around) => {
      const stuck = seenIn(call, around).some((scene) => onsetOf(scene) !== undefined && scene.resource?.progress?.moved === 0)
      return respond(call, stuck ? { ...around, settings: { ...around.settings, pace: 'manual' } } : around)
    },
  },
  {
    id: 'lifecycle.vanishes-instead-of-settling',
    violates: 'life.transient-resolves',
    sentence: 'Loses a resource at the moment at which it should have settled.',
    wrap: during(['read'], (outcome, scene) => {
      const { lifecycle, resource } = scene
      const onset = onsetOf(scene)
      if (lifecycle === undefined || resource === undefined || onset === undefined || at(shownIn(outcome.reply), lifecycle.at) !== onset.to) return outcome
      return { reply: absent(scene), changes: [{ kind: 'remove', resource }] }
    }),
  },
  {
    id: 'lifecycle.phase-set-by-create',
    violates: 'life.state-not-writable',
    sentence: 'Makes a resource in the phase that the create names.',
    wrap: (respond) => (call, around) => {
      const scene = sceneOf(call, around)
      const forged = scene?.action === 'create' ? forgery(call, scene.lifecycle) : undefined
      if (scene?.lifecycle === undefined || forged === undefined) return respond(call, around)
      const { at: place } = scene.lifecycle
      const outcome = respond(withJson(call, forged.rest), around)
      const { type } = scene
      const moved = puts(outcome, (resource) => (resource.type === type ? withProgress(resource, progressTo(forged.phase, scene.lifecycle)) : resource))
      const isTold = behaviourOf(call)?.longRunning !== undefined
      return isTold ? moved : { ...moved, reply: withBody(outcome.reply, (body) => withAt(body, place, forged.phase)) }
    },
  },
  {
    id: 'lifecycle.phase-set-by-refused-update',
    violates: 'life.state-not-writable',
    sentence: 'Refuses an update that names a phase, and moves the resource there all the same.',
    wrap: during(['update'], (outcome, { call, lifecycle, resource, moment }) => {
      const forged = forgery(call, lifecycle)
      const to = forged && progressTo(forged.phase, lifecycle)
      if (to?.trigger === undefined || resource === undefined) return outcome
      const progress: Progress = { at: moment.now, reads: 0, moved: 0, reached: [], ...to, trigger: to.trigger }
      return { ...outcome, changes: [{ kind: 'note', resource: { ...resource, progress } }] }
    }),
  },
  {
    id: 'lifecycle.write-in-transition-lost',
    violates: 'life.parallel-operations',
    sentence: 'Accepts a write to a resource that is under way, and forgets it.',
    applies: (contract) => operationsOf(contract, 'update').length > 0,
    wrap: hurried(during(['update'], (outcome, scene) => (isStarting(scene) ? { ...outcome, changes: [] } : outcome))),
  },
  {
    id: 'lifecycle.write-in-transition-crashes',
    violates: 'life.parallel-operations',
    sentence: 'Answers a write to a resource that is under way with a server error.',
    applies: (contract) => operationsOf(contract, 'update').length > 0,
    wrap: during(['update'], (outcome, scene) => (isStarting(scene) ? { reply: crash(scene), changes: [] } : outcome)),
  },
]

function withProgress(resource: Resource, changes: Partial<Progress>): Resource {
  return resource.progress === undefined ? resource : { ...resource, progress: { ...resource.progress, ...changes } }
}

/** How far which trigger has to have come for a phase to stand there; nothing where none leads to it. */
function progressTo(wanted: string, lifecycle: Lifecycle | undefined): Partial<Pick<Progress, 'trigger' | 'moved'>> {
  const leads = ({ through, to }: Trigger) => to === wanted || through.some(({ phase }) => phase === wanted)
  const [trigger, found] = Object.entries(lifecycle?.triggers ?? {}).find(([, one]) => leads(one)) ?? []
  if (trigger === undefined || found === undefined) return {}
  const step = found.through.findIndex(({ phase }) => phase === wanted)
  return { trigger, moved: step < 0 ? found.through.length : step }
}

/** The phase that a body names, and the body without the member that holds it. */
function forgery(call: Call, lifecycle: Lifecycle | undefined): { readonly phase: string; readonly rest: Json } | undefined {
  const body = jsonOf(call)
  const phase = lifecycle === undefined ? undefined : at(body, lifecycle.at)
  const member = steps(lifecycle?.at ?? '')[0]
  if (typeof phase !== 'string' || member === undefined || !isObject(body)) return undefined
  return { phase, rest: withAt(body, `/${member}`, undefined) }
}
