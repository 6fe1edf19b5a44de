import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, unclear } from '../../verdict.ts'
import { groundBody } from './items.ts'
import { typing } from './needs.ts'
import { answered, ordinary, refusalOf } from './refusals.ts'
import { showsValue } from './shown.ts'
import { groundsOf } from './values.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { RefusalNeed } from '../../needed.ts'
import type { Judgement } from '../../verdict.ts'
import type { Ground, Kind } from './items.ts'
import type { Typing } from './needs.ts'

/** An identifier that no kind has. */
const stranger = 'CP_NOBODY_KNOWS'

const unknown = check({
  id: 'typed.unknown',
  cost: 'mutating',
  uses: 'own',
  each: 'resource',
  runs: 1,
  needs: (reading) => all({ needs: typing(reading), refusal: refusalOf(reading) }),
  scenario: ({ needs: { kinds } }) => every([...new Set(kinds.map(({ place }) => place))]),
  drive: async (api, { needs }, places) => {
    for (const place of places) {
      const ground = groundOf(needs, place)
      const [kind] = ground.kinds
      if (kind === undefined) continue
      const params = await needs.nursery(api)
      const plain = [kind, ordinary(needs, kind)] as const
      const send = (label: string, body: ReturnType<typeof api.body>) => api.send(label, { operation: needs.create, params, body })
      await send(`known ${place}`, groundBody(needs.type, api.body(), { ...ground, items: [plain] }))
      const items = [plain, [withId(kind, stranger), ordinary(needs, kind)] as const]
      const body = groundBody(needs.type, api.body(), { ...ground, items })
      const handle = api.own(await send(`unknown ${place}`, body), body)
      if (handle !== undefined) await api.settle(`shown ${place}`, handle)
    }
  },
  judge: (history, { needs, refusal }, places) =>
    allOf(places.map((place) => leaning(unknownJudged(history, needs, { place, refusal }), rulesAt(needs, place)))),
})

function groundOf({ kinds }: Typing, place: string): Ground {
  const ground = groundsOf(
    kinds,
    kinds.filter((kind) => kind.place === place).map(({ label }) => label),
  )[0]
  return ground === undefined ? { kinds: [], fields: [] } : { ...ground, kinds: ground.kinds.slice(0, 1) }
}

function withId(kind: Kind, id: string): Kind {
  return { ...kind, kind: { ...kind.kind, id } }
}

function rulesAt({ kinds }: Typing, place: string): readonly Sourced[] {
  const kind = kinds.find((one) => one.place === place)
  return kind === undefined ? [] : [kind.rule.unknown]
}

function unknownJudged(history: History, needs: Typing, { place, refusal }: { readonly place: string; readonly refusal: RefusalNeed | undefined }): Judgement {
  const [kind] = groundOf(needs, place).kinds
  if (kind === undefined) return unclear('no kind of item is known')
  const label = `unknown ${place}`
  if (kind.rule.unknown.policy === 'refuse') return answered(history, { control: `known ${place}`, label, refusal })
  const attempt = history.find(label)
  if (!succeeded(history.find(`known ${place}`))) return unclear(`there is no positive control: ${told(history.find(`known ${place}`))}`)
  if (!succeeded(attempt)) return broken('a success: what nobody knows is passed over', told(attempt), label)
  const shown = history.find(`shown ${place}`)
  const found = JSON.stringify(answerOf(shown)?.json ?? null).includes(stranger)
  return found
    ? broken(`no ${stranger} in ${place}`, 'it is shown', `shown ${place}`)
    : showsValue(needs.contract, shown, { kind, value: ordinary(needs, kind) })
}

export const unknownItems: readonly Check[] = [unknown]
