import { check } from '../../check.ts'
import { answerOf, header, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { differences, tagOf, view } from '../../judge/view.ts'
import { all } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { headerTag, someOf, Steps, tagged } from './steps.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Tagged } from './steps.ts'

const labels = ['condition that was true before the change', 'condition that was never true', 'condition with a list'] as const

export const changedIsShown = check({
  id: 'etag.if-none-match-changed-200',
  cost: 'mutating',
  each: 'provider',
  runs: 2,
  needs: (reading) => all({ given: tagged(reading), header: headerTag(reading) }),
  scenario: ({ given }) => someOf(given.field),
  drive: async (api, { given }, [first = null, second = null]) => {
    const steps = new Steps(api, given, await api.borrow())
    await steps.write('first', first)
    const old = await steps.read('old')
    const ask = (label: string, condition: string) =>
      api.send(label, { operation: given.read.id, params: steps.handle.params, headers: { 'if-none-match': condition } })
    await ask('seen', old)
    await steps.write('change', second)
    await steps.read('fresh')
    await ask(labels[0], old)
    await ask(labels[1], '"clusterproof-no-such-tag"')
    await ask(labels[2], `"clusterproof", ${old}`)
  },
  judge: (history, { given }) => {
    const [old, fresh] = [history.answer('old'), history.answer('fresh')]
    const [before, after] = [old, fresh].map((answer) => header(answer, 'etag'))
    if (!succeeded(history.find('change')) || !succeeded(history.find('fresh'))) return unclear(`the change got ${told(history.find('change'))}`)
    if (before === undefined || before === after) return unclear('the change did not change the tag')
    return allOf(labels.map((label) => shownAsUsual(history, given, label)))
  },
})

/** Performed as usual: a 2xx that shows what the plain read shows. */
function shownAsUsual(history: History, { tag, volatile }: Tagged, label: string): Judgement {
  const asked = history.find(label)
  const [plain, answer] = [history.answer('fresh'), answerOf(asked)]
  if (answer === undefined) return unclear(`there is no answer to judge: ${told(asked)}`)
  if (!succeeded(asked)) return broken('the representation, as without If-None-Match', told(asked), label)
  const places = differences(view(plain?.json, volatile), view(answer.json, volatile))
  if (places.length === 0) return kept
  const moved = tagOf(tag, plain) !== tagOf(tag, answer) && tagOf(tag, answer) !== tagOf(tag, history.answer('old'))
  return moved ? unclear('the resource changed by itself') : broken('what the plain read showed', `other values at ${places.join(', ')}`, label)
}
