import { check } from '../../check.ts'
import { Blocked } from '../../api.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { standsFor } from '../../judge/effect.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { accepted, allOf, statusIn, told } from '../../judge/status.ts'
import { phaseOf } from '../../judge/phase.ts'
import { sameJson } from '../../judge/view.ts'
import { all, met, optional, unmet } from '../../need.ts'
import { changeOf, look } from '../rule/steps.ts'
import { broken, unclear } from '../../verdict.ts'
import { at } from '../../../specs/json.ts'
import { itemIn, someValues } from './items.ts'
import { typing } from './needs.ts'
import { groundsOf, itemsAt, makeOn } from './values.ts'
import type { Lifecycle, OperationBehaviour } from '../../../specs/behaviour.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api, Handle } from '../../api.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { RefusalNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'
import type { Ground, Kind } from './items.ts'
import type { Typing } from './needs.ts'

/** Statuses by which any server may tell that something never changes. */
const sensible = [400, 403, 404, 409, 412, 422]

/** A kind whose value does not change, and two values that differ. */
interface Fixed {
  readonly kind: Kind
  readonly values: readonly [Json, Json]
}

function fixedIn(needs: Typing): readonly Fixed[] {
  return needs.kinds.flatMap((kind): readonly Fixed[] => {
    const { change } = kind.kind
    if (change === undefined || (change.after !== undefined && leadingTo(needs, change.after) === undefined)) return []
    const [one, ...rest] = someValues(needs.contract, kind, needs.type)
    const other = rest.find((value) => !sameJson(value, one ?? null) && !standsFor(one, value) && !standsFor(value, one))
    return one === undefined || other === undefined ? [] : [{ kind, values: [one, other] }]
  })
}

/** The action that leads a resource to a phase; undefined where none does. `birth` where it comes there by itself. */
function leadingTo({ contract, type, create }: Typing, phase: string): string | undefined {
  const { triggers = {} } = contract.behaviour.lifecycles?.[type.lifecycle ?? ''] ?? {}
  const { trigger = 'create', resource } = contract.operations.get(create)?.behaviour ?? {}
  if (triggers[trigger]?.to === phase) return 'birth'
  const leads = ({ action, resource: of, trigger: name }: OperationBehaviour) => action === 'act' && of === resource && triggers[name ?? '']?.to === phase
  return [...contract.operations.values()].find(({ behaviour }) => behaviour !== undefined && leads(behaviour))?.id
}

const unchanging = check({
  id: 'typed.fixed',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const needs = typing(reading)
    const fixed = needs.kind === 'met' ? fixedIn(needs.value) : []
    const because = `every item of a ${reading.resource} may change its value`
    const refusal = optional(reading.refusal('immutable-field', 'update'))
    return all({ needs, fixed: needs.kind === 'met' && fixed.length === 0 ? unmet(because) : met(fixed), refusal })
  },
  scenario: ({ fixed }) => every(fixed.map(({ kind }) => kind.label)),
  drive: async (api, { needs, fixed }, labels) => {
    for (const [index, ground] of groundsOf(needs.kinds, labels).entries()) {
      const handle = await makeOn(api, needs, { ground, label: `create ${index}`, values: (kind) => valueOf(fixed, kind, 0) })
      if (handle === undefined) continue
      const [early, late] = [
        ground.kinds.filter(({ kind }) => kind.change?.after === undefined),
        ground.kinds.filter(({ kind }) => kind.change?.after !== undefined),
      ]
      await tryEach(api, needs, { handle, ground, kinds: early, fixed })
      for (const kind of late) {
        await lead(api, needs, { handle, phase: kind.kind.change?.after ?? '' })
        await tryEach(api, needs, { handle, ground, kinds: [kind], fixed })
      }
    }
  },
  judge: (history, { needs, fixed, refusal }, labels) => {
    const lifecycle = needs.type.lifecycle === undefined ? undefined : needs.contract.behaviour.lifecycles?.[needs.type.lifecycle]
    const chosen = fixed.filter(({ kind }) => labels.includes(kind.label))
    return allOf(
      chosen.map(({ kind }) => {
        const { change } = kind.kind
        return leaning(fixedJudged(history, { kind, refusal, lifecycle }), change === undefined ? [kind.kind] : [kind.kind, change])
      }),
    )
  },
})

function valueOf(fixed: readonly Fixed[], kind: Kind, which: 0 | 1): Json {
  return fixed.find((one) => one.kind.label === kind.label)?.values[which] ?? null
}

/** Starts what leads to a phase, and waits until it has come to its end. */
async function lead(api: Api, needs: Typing, { handle, phase }: { readonly handle: Handle; readonly phase: string }): Promise<void> {
  const way = leadingTo(needs, phase)
  if (way === undefined || way === 'birth') return
  await api.send(`lead to ${phase}`, { operation: way, params: handle.params })
  await api.settle(`settling in ${phase}`, handle)
}

interface Tried {
  readonly handle: Handle
  readonly ground: Ground
  readonly kinds: readonly Kind[]
  readonly fixed: readonly Fixed[]
}

/** An update that leaves the value as it is, and one that does not. */
async function tryEach(api: Api, needs: Typing, { handle, ground, kinds, fixed }: Tried): Promise<void> {
  const send = async (label: string, other: Kind | undefined) => {
    const before = await look(api, needs, { handle, label: `before ${label}` })
    const body = changeOf(
      needs,
      before,
      itemsAt(ground, (kind) => valueOf(fixed, kind, kind === other ? 1 : 0)),
    )
    if (body === undefined) throw new Blocked(`no update of a ${handle.resource} is known that has all its items`)
    await api.send(label, { operation: needs.update, params: handle.params, body })
    await api.settle(`after ${label}`, handle)
  }
  for (const kind of kinds) {
    await send(`same ${kind.label}`, undefined)
    await send(`other ${kind.label}`, kind)
  }
}

interface Judged {
  readonly kind: Kind
  readonly refusal: RefusalNeed | undefined
  readonly lifecycle: Lifecycle | undefined
}

/** Effect first: the value is the old one, whatever was answered. */
export function fixedJudged(history: History, { kind, refusal, lifecycle }: Judged): Judgement {
  const [same, other] = [`same ${kind.label}`, `other ${kind.label}`].map((label) => history.find(label))
  const [before, after] = [`before other ${kind.label}`, `after other ${kind.label}`].map((label) => history.find(label))
  if (!succeeded(same)) return unclear(`there is no positive control: an update that leaves it as it is got ${told(same)}`)
  if (!succeeded(before) || !succeeded(after)) return unclear(`the item could not be seen before and after: ${told(before)}, ${told(after)}`)
  const phase = kind.kind.change?.after
  if (phase !== undefined && lifecycle !== undefined && phaseOf(lifecycle, answerOf(before)) !== phase) return unclear(`the resource did not come to ${phase}`)
  const [was, is] = [before, after].map((read) => at(itemIn(kind, answerOf(read)?.json), kind.rule.shown.value))
  if (!standsFor(was, is)) return broken(`${text(was)} as the value of ${kind.kind.id}`, `${told(other)}, and then ${text(is)}`, `other ${kind.label}`)
  if (kind.kind.change?.policy === 'ignore') return accepted(other)
  return leaning(statusIn(other, [...new Set([...(refusal?.statuses ?? []), ...sensible])]), refusal?.statusesLeanOn ?? [])
}

export const unchangingItems: readonly Check[] = [unchanging]
