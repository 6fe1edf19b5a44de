import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { samplesAt, schemaBelow } from '../../generate/samples.ts'
import { leaning, text } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { holds, narrower, narrowingNames, rangeOf, wider } from '../../rules/changing.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { at, pointer, steps, withAt } from '../../../specs/json.ts'
import { around, attempt, changeable, changeOf, look, performed } from './steps.ts'
import type { ResourceType, Rule } from '../../../specs/behaviour.ts'
import type { Json, JsonObject } from '../../../specs/json.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Range } from '../../rules/changing.ts'
import type { Judgement } from '../../verdict.ts'
import type { Changeable } from './steps.ts'

type OnlyGrows = Extract<Rule, { readonly rule: 'only-grows' }>

/** The object that holds both ends; undefined where they lie apart. */
function holderOf({ from, to }: OnlyGrows): string | undefined {
  const [one, other] = [from, to].map((end) => pointer(steps(end).slice(0, -1)))
  return one !== undefined && one !== '' && one === other ? one : undefined
}

function rangeIn(rule: OnlyGrows, shown: Json | undefined): Range | undefined {
  return rangeOf(at(shown, rule.from), at(shown, rule.to))
}

/** A body that makes the range another one, or empties what holds it; undefined where its schema has no such range. */
function spanning(
  changing: Changeable,
  rule: OnlyGrows,
  { before, range }: { readonly before: Json | undefined; readonly range: Range | undefined },
): JsonObject | undefined {
  const holder = holderOf(rule)
  if (range === undefined) return holder === undefined ? undefined : changeOf(changing, before, [{ place: holder, value: undefined }])
  const whole = [
    [rule.from, range.from],
    [rule.to, range.to],
  ] as const
  const fits = whole.every(([place, value]) => changing.contract.validate(schemaBelow(changing.contract, changing.where, place) ?? '', value).length === 0)
  if (!fits) return undefined
  const ends = whole.map(([place, value]) => ({ place, value }))
  const held = holder === undefined ? undefined : whole.reduce<Json>((body, [place, value]) => withAt(body, place, value), {})
  return changeOf(changing, before, holder === undefined ? ends : [{ place: holder, value: at(held, holder) }])
}

/** Some range of the contract's own, where there is none yet. */
function anyRange({ contract, where }: Changeable, rule: OnlyGrows): Range | undefined {
  const holder = holderOf(rule)
  const sample = holder === undefined ? undefined : withAt({}, holder, samplesAt({ contract, where }, holder)[0] ?? {})
  const [from, to] = [rule.from, rule.to].map((end) => samplesAt({ contract, where }, end)[0])
  return rangeIn(rule, sample) ?? rangeOf(from, to)
}

const onlyGrows = check({
  id: 'rule.only-grows',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ rules: reading.rules('only-grows'), changing: changeable(reading) }),
  scenario: ({ rules }) => every(rules.flatMap(({ from }) => narrowingNames.map((name) => [from, name]))),
  drive: async (api, { changing, rules }, tries) => {
    const handle = await api.borrow()
    for (const rule of rules.filter(({ from }) => tries.some(([place]) => place === from))) {
      if (rangeIn(rule, await look(api, changing, { handle, label: 'at first' })) === undefined)
        await attempt(api, changing, {
          handle,
          label: `set ${rule.from}`,
          body: (before) => spanning(changing, rule, { before, range: anyRange(changing, rule) }),
        })
      const grow = (before: Json | undefined) => {
        const range = rangeIn(rule, before)
        const bodies = range === undefined ? [] : wider(range).map((next) => spanning(changing, rule, { before, range: next }))
        return bodies.find((body) => body !== undefined)
      }
      await attempt(api, changing, { handle, label: `grow ${rule.from}`, body: grow })
      for (const [, name = ''] of tries.filter(([place]) => place === rule.from)) {
        const narrow = (before: Json | undefined) => {
          const range = rangeIn(rule, before)
          const found = range && narrower(range).find((one) => one.name === name)
          return found && spanning(changing, rule, { before, range: found.range })
        }
        await attempt(api, changing, { handle, label: `${rule.from}: ${name}`, body: narrow })
      }
    }
  },
  judge: (history, { rules, changing: { type } }, tries) =>
    allOf(
      rules
        .filter(({ from }) => tries.some(([place]) => place === from))
        .flatMap((rule) => [
          ...tries.filter(([place]) => place === rule.from).map(([, name = '']) => leaning(still(history, rule, name), [rule])),
          leaning(grown(history, rule), [rule, ...unsureAt(type, rule)]),
        ]),
    ),
})

/** Judged by effect: what is refused and what is done but for the loss are both as promised. */
function still(history: History, rule: OnlyGrows, name: string): Judgement {
  const label = `${rule.from}: ${name}`
  if (history.find(label) === undefined) return kept
  const views = around(history, label)
  const had = rangeIn(rule, views?.before)
  if (views === undefined || had === undefined) return unclear('the range could not be seen before and after')
  const has = rangeIn(rule, views.after)
  return holds(has, had) ? kept : broken(`a range that holds ${span(had)}`, `${told(history.find(label))}, and then ${span(has)}`, label)
}

/** Where the range cannot grow, nothing shows that it was refused for what it lost. */
function grown(history: History, rule: OnlyGrows): Judgement {
  const label = `grow ${rule.from}`
  if (history.find(label) === undefined) return unclear(`there is no range at ${rule.from} and ${rule.to}, and none could be set`)
  const done = performed(history, label, 'an update that widens the range')
  if (done.kind === 'broken') return done
  const views = around(history, label)
  const [had, has] = [rangeIn(rule, views?.before), rangeIn(rule, views?.after)]
  if (had === undefined || has === undefined) return unclear('the range could not be seen before and after')
  return holds(has, had) && !holds(had, has) ? kept : broken(`a range that is wider than ${span(had)}`, span(has), `after ${label}`)
}

function span(range: Range | undefined): string {
  return range === undefined ? text(undefined) : `${range.from} to ${range.to}`
}

/** Whether a value is taken there leans on these. */
function unsureAt({ unsure = [] }: ResourceType, { from }: OnlyGrows): readonly Sourced[] {
  return unsure.filter(({ at: place, keywords }) => keywords.includes('*') && (from === place || from.startsWith(`${place}/`)))
}

export const growing: readonly Check[] = [onlyGrows]
