import { rulesOf } from '../../specs/behaviour.ts'
import type { Contract } from '../../specs/contract.ts'
import { at, isObject, withAt, type Json } from '../../specs/json.ts'
import type { Call } from '../call.ts'
import type { Defect } from '../defect.ts'
import { start } from '../lifecycle.ts'
import { stands } from '../moment.ts'
import { refuse } from '../refuse.ts'
import { minorOf } from '../rules/changes.ts'
import { placesOf, typesOf } from './applies.ts'
import { during, puts, type Scene } from './lifecycle-parts.ts'
import { accepts, behaviourOf, doesAnyway, editBody, jsonOf, withoutRules } from './parts.ts'
import { ruled } from './rule-parts.ts'

const stepwise = ruled('update', 'one-minor-at-a-time')

function anyStep(call: Call): Call {
  return behaviourOf(call)?.action === 'update' ? withoutRules(call, ['one-minor-at-a-time']) : call
}

/** The place of the version that a scene is about, and what the call asks for there. */
function asked({
  call,
  resource,
  moment,
  type,
}: Scene): { readonly place: string; readonly from: Json | undefined; readonly to: Json | undefined } | undefined {
  const [rule] = rulesOf(moment.contract.behaviour.resources[type] ?? {}, 'one-minor-at-a-time')
  return rule && { place: rule.at, from: at(resource?.fields, rule.at), to: at(jsonOf(call), rule.at) }
}

/** Whether a version lies below another one. */
function isLower(one: Json | undefined, other: Json | undefined): boolean {
  const [low, high] = [minorOf(one), minorOf(other)]
  return low !== undefined && high !== undefined && low.minor < high.minor
}

/** True where an update of the version starts one trigger and other updates another. */
function hasOwnPhase(contract: Contract): boolean {
  return (
    [...contract.operations.values()].some(({ behaviour }) => new Set((behaviour?.triggers ?? []).map(({ trigger }) => trigger)).size > 1) && stepwise(contract)
  )
}

function showsFlag(contract: Contract): boolean {
  return typesOf(contract, 'read').some((type) => placesOf(type, 'upgradeable').length > 0)
}

/** The flag with one value, whatever the version. */
function flagged(value: boolean): Defect['wrap'] {
  return editBody(['read'], (body, { contract, route }) => {
    const type = route.kind === 'found' ? contract.behaviour.resources[route.operation.behaviour?.resource ?? ''] : undefined
    return placesOf(type, 'upgradeable').reduce<Json>((shown, place) => withAt(shown, place, value), body)
  })
}

/** Versions that rise step by step. */
export const upgradeDefects: readonly Defect[] = [
  {
    id: 'upgrade.refused',
    violates: 'upgrade.next',
    sentence: 'Refuses the step to the next minor version.',
    applies: stepwise,
    wrap: during(['update'], (outcome, scene) => {
      const { from, to } = asked(scene) ?? {}
      if (!isLower(from, to)) return outcome
      return { reply: refuse(scene.call.contract, { refusal: 'rule-broken', detail: 'not now' }), changes: [] }
    }),
  },
  {
    id: 'upgrade.never-arrives',
    violates: 'upgrade.next',
    sentence: 'Upgrades, and ends with the version that was there before.',
    applies: stepwise,
    wrap: during(['update'], (outcome, scene) => {
      const { place, from, to } = asked(scene) ?? {}
      if (place === undefined || from === undefined || !isLower(from, to)) return outcome
      return puts(outcome, (resource) => {
        const fields = withAt(resource.fields, place, from)
        return resource.type === scene.type && isObject(fields) ? { ...resource, fields } : resource
      })
    }),
  },
  {
    id: 'upgrade.another-phase',
    violates: 'upgrade.next',
    sentence: 'Shows the phase of any other update during an upgrade.',
    applies: hasOwnPhase,
    wrap: (respond) => (call, around) => {
      const { route } = call
      const behaviour = route.kind === 'found' ? route.operation.behaviour : undefined
      if (route.kind !== 'found' || behaviour?.triggers === undefined) return respond(call, around)
      const trigger = behaviour.triggers.at(-1)?.trigger ?? ''
      const triggers = behaviour.triggers.map(({ changes }) => ({ changes, trigger }))
      return respond({ ...call, route: { ...route, operation: { ...route.operation, behaviour: { ...behaviour, triggers } } } }, around)
    },
  },
  {
    id: 'upgrade.to-the-same',
    violates: 'upgrade.next',
    sentence: 'Upgrades to the version that is there already.',
    applies: hasOwnPhase,
    wrap: during(['update'], (outcome, scene) => {
      const { from, to } = asked(scene) ?? {}
      const { call, resource, lifecycle, moment } = scene
      const trigger = behaviourOf(call)?.triggers?.[0]?.trigger ?? ''
      if (resource === undefined || lifecycle === undefined || to === undefined || from !== to || outcome.reply.refusal !== undefined) return outcome
      const progress = start(trigger, lifecycle, { now: moment.now, resource, standing: stands(moment, resource) })
      return progress === undefined ? outcome : { ...outcome, changes: [{ kind: 'put', resource: { ...resource, progress, revision: moment.view.next } }] }
    }),
  },
  {
    id: 'upgrade.any-version',
    violates: 'upgrade.stepwise',
    sentence: 'Upgrades over several minor versions at once, and goes back to lower ones.',
    applies: stepwise,
    wrap: accepts(['rule-broken'], anyStep),
  },
  {
    id: 'upgrade.any-version-all-the-same',
    violates: 'upgrade.stepwise',
    sentence: 'Refuses to skip minor versions or to go back, and does it.',
    applies: stepwise,
    wrap: doesAnyway(['rule-broken'], anyStep),
  },
  {
    id: 'upgrade.downgrades',
    violates: 'upgrade.stepwise',
    sentence: 'Goes back to a lower version.',
    applies: stepwise,
    wrap: during(['update'], (outcome, scene, respond) => {
      const { from, to } = asked(scene) ?? {}
      return isLower(to, from) ? respond(anyStep(scene.call), scene.around) : outcome
    }),
  },
  {
    id: 'upgrade.forgets',
    violates: 'upgrade.keeps',
    sentence: 'Forgets a field when it upgrades.',
    applies: stepwise,
    wrap: during(['update'], (outcome, scene) => {
      const { place, from, to } = asked(scene) ?? {}
      if (place === undefined || !isLower(from, to)) return outcome
      const lost = Object.entries(scene.resource?.fields ?? {}).findLast(([name, value]) => `/${name}` !== place && value !== false && value !== '')?.[0]
      return puts(outcome, (resource) => ({ ...resource, fields: Object.fromEntries(Object.entries(resource.fields).filter(([name]) => name !== lost)) }))
    }),
  },
  {
    id: 'upgrade.always-on-offer',
    violates: 'upgrade.flag',
    sentence: 'Tells of an upgrade also where there is none.',
    applies: showsFlag,
    wrap: flagged(true),
  },
  {
    id: 'upgrade.never-on-offer',
    violates: 'upgrade.flag',
    sentence: 'Never tells of an upgrade that is to be had.',
    applies: showsFlag,
    wrap: flagged(false),
  },
]
