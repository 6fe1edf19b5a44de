import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded, wholeOf } from '../../history.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { isObject, steps, withAt } from '../../../specs/json.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { change, currentBody, labels, newBody, tryAll } from './attempts.ts'
import { shapeOf } from './places.ts'
import { targetOf } from './target.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf, labelOf, wrongsOf } from './wrong.ts'
import type { Json } from '../../../specs/json.ts'
import type { Api } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { Target, Write } from './target.ts'
import type { Wrong, Wrongs } from './wrong.ts'

const isUnknown = ({ keyword }: { readonly keyword: string }) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'

export const unknownField = check({
  id: 'val.unknown-field',
  cost: 'destructive',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const rule = reading.stated((behaviour) => behaviour.content.unknownFields, 'the contract says nothing about unknown members')
    if (rule.kind === 'unmet') return rule
    return all({ rule, wrongs: rule.value.policy === 'refuse' ? wrongsOf(reading, isUnknown) : strangersOf(reading) })
  },
  scenario: ({ wrongs }) => every(wrongs.wrongs),
  drive: async (api, { rule, wrongs: { target } }, wrongs) => {
    if (rule.policy === 'refuse')
      await tryAll(
        api,
        target,
        wrongs.map((wrong) => attemptOf(wrong, target)),
      )
    else for (const wrong of wrongs) await sendStranger(api, target, wrong)
  },
  judge: (history, { rule, wrongs: { target } }, wrongs) =>
    rule.policy === 'refuse'
      ? allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) })
      : allOf(wrongs.map((wrong) => ignored(history, wrong))),
})

/** A member that nobody declared at each place where others are declared, for contracts that ignore them. */
function strangersOf(reading: Reading): Need<Wrongs> {
  const target = targetOf(reading)
  if (target.kind === 'unmet') return target
  const wrongs = (['create', 'update'] as const).flatMap((action) => {
    const write = target.value[action]
    return write === undefined
      ? []
      : objectsIn(write, target.value).map((place): Wrong => ({ action, at: `${place}/zzUnknown`, keyword: 'unknown', variant: 'unknown member', value: 1 }))
  })
  return wrongs.length === 0 ? unmet(`the bodies of a ${reading.resource} declare no members`) : met({ target: target.value, wrongs }, ...target.leansOn)
}

function objectsIn({ base, schema }: Write, { contract }: Target): readonly string[] {
  const below = Object.entries(base).flatMap(([name, value]) => (isObject(value) ? [`/${name}`] : []))
  return ['', ...below].filter((place) => (shapeOf(contract, schema.where, place)?.properties.size ?? 0) > 0)
}

async function sendStranger(api: Api, target: Target, wrong: Wrong): Promise<void> {
  const handle = await api.borrow()
  const label = labelOf(wrong)
  if (wrong.action === 'update') {
    const body = await currentBody(api, target, handle)
    await change(api, target, { label: labels.update, handle, plan: { body } })
    await change(api, target, { label, handle, plan: { body: withAt(body, wrong.at, wrong.value) } })
    await api.send(`${label}, read`, { operation: target.look.id, params: handle.params })
    return
  }
  if (target.create === undefined) return
  const { params } = handle
  await api.control(labels.create, { operation: target.create.id, params, body: newBody(api, target) })
  const body = withAt(newBody(api, target), wrong.at, wrong.value)
  const made = api.own(await api.send(label, { operation: target.create.id, params, body }))
  if (made !== undefined) await api.send(`${label}, read`, { operation: target.look.id, params: made.params })
}

/** Accepted as if the member were not there, and never shown again. */
function ignored(history: History, wrong: Wrong): Judgement {
  const label = labelOf(wrong)
  const [control, attempt, read] = [
    history.find(wrong.action === 'create' ? labels.create : labels.update),
    history.find(label),
    history.find(`${label}, read`),
  ]
  if (!succeeded(control)) return unclear(`there is no positive control: the same request without the member got ${told(control)}`)
  if (!succeeded(attempt)) return accepted(attempt)
  if (!succeeded(read)) return unclear(`what was written could not be read: ${told(read)}`)
  const name = steps(wrong.at).at(-1) ?? ''
  const echoed = [attempt, read].some((exchange) => holds(wholeOf(answerOf(exchange)), name))
  return echoed ? broken('a member that nobody declared is never shown', `${wrong.at} is`, label) : kept
}

/** True where some object in a value has this member. */
function holds(value: Json | undefined, name: string): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => holds(item, name))
  return isObject(value) && (Object.hasOwn(value, name) || Object.values(value).some((member) => holds(member, name)))
}
