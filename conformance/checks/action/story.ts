import { answerOf } from '../../history.ts'
import { sameJson } from '../../judge/view.ts'
import { unmet } from '../../need.ts'
import { acting, isPlain, startsIn } from './acts.ts'
import { wayTo } from './routes.ts'
import { look, perform, phaseAt, rest, seen } from './steps.ts'
import { lookAt } from './told.ts'
import { at } from '../../../specs/json.ts'
import type { Lifecycle } from '../../../specs/behaviour.ts'
import type { Api, Handle } from '../../api.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Act, Acting } from './acts.ts'
import type { Edit } from './fields.ts'
import type { Leg } from './routes.ts'
import type { Place } from './told.ts'

/** A type whose changes are saved at once and put into effect by an act. */
export interface Applying {
  readonly how: Acting
  readonly application: NonNullable<Lifecycle['application']>
  readonly way: readonly Leg[]
  readonly act: Act
  /** An act that puts nothing into effect, done where the other one leads. */
  readonly other: Act | undefined
}

export function applying(reading: Reading): Need<Applying> {
  const needs = acting(reading)
  if (needs.kind === 'unmet') return needs
  const how = needs.value
  const { application } = how.lifecycle
  const found = how.acts.flatMap((act) => {
    const way = isPlain(act) && act.trigger.applies === true ? wayTo(how.acts, how.home, act) : undefined
    return way === undefined ? [] : [{ act, way }]
  })[0]
  if (application === undefined || found === undefined) return unmet(`what is written to a ${reading.resource} needs no act to be in effect`)
  const back = (act: Act) => wayTo(how.acts, act.trigger.to, found.act)?.length === 0
  const other = how.acts.find((act) => isPlain(act) && act.trigger.applies === undefined && startsIn(act, found.act.trigger.to) && back(act))
  return { ...needs, leansOn: [...needs.leansOn, application], value: { how, application, ...found, other } }
}

/** What is done to one resource, and what is told of it after each step. */
export class Story {
  private readonly api: Api
  private readonly of: Applying & { readonly handle: Handle; readonly places: readonly Place[] }

  constructor(api: Api, of: Applying & { readonly handle: Handle; readonly places: readonly Place[] }) {
    this.api = api
    this.of = of
  }

  told(when: string): Promise<void> {
    return lookAt(this.api, this.of.places, { handle: this.of.handle, when })
  }

  /** False where it did not lead where it leads. */
  async done(label: string, act: Act): Promise<boolean> {
    const end = await perform(this.api, this.of.how, { label, handle: this.of.handle, act })
    await this.told(label)
    return end === act.trigger.to
  }

  async applied(label: 'first' | 'second'): Promise<boolean> {
    const { how, act, handle } = this.of
    await this.api.send(label, act.plan(handle.params))
    await this.told(`under way ${label}`)
    await rest(this.api, how, { label, handle })
    const end = phaseAt(how.lifecycle, how.sight.at, await look(this.api, how, { label: seen.end(label), handle }))
    if (end !== act.trigger.to) return false
    await this.told(label)
    return true
  }

  async written(label: string, edit: Edit): Promise<void> {
    const { handle } = this.of
    const now = answerOf(await this.api.send(`before ${label}`, { operation: this.of.places[0]?.operation ?? '', params: handle.params }))?.json
    const turn = edit.values.findIndex((value) => !sameJson(value, at(now, edit.pointer)))
    await this.api.send(label, { operation: edit.update, params: handle.params, body: edit.body(Math.max(0, turn)) })
    await this.api.settle(seen.settling(label), handle)
    await this.told(label)
  }
}
