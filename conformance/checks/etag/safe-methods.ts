import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { every } from '../../generate/every.ts'
import { told } from '../../judge/status.ts'
import { differences, tagOf, view, volatileIn } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Reading } from '../../reading.ts'

const methods = ['GET', 'HEAD', 'OPTIONS'] as const

export const safeMethods = check({
  id: 'idem.put-and-safe-methods',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) =>
    all({
      read: reading.operation('read'),
      requests: requests(reading),
      volatile: map(reading.identity(), () => volatileIn(reading.type)),
      tag: met(reading.type.tag),
    }),
  scenario: ({ requests: found }) => every(found),
  drive: async (api, { read }, wanted) => {
    const handle = await api.borrow()
    const { params } = handle
    await api.send('before', { operation: read.id, params })
    for (const { operation, method } of wanted) await api.send('safe request', { operation, method, params })
    await api.send('after', { operation: read.id, params })
  },
  judge: (history, { volatile, tag }) => {
    const [before, after] = [history.find('before'), history.find('after')]
    const sent = history.all('safe request')
    if (!succeeded(before) || answerOf(after) === undefined) return unclear(`the resource could not be read: ${told(before)}, ${told(after)}`)
    if (!sent.some(succeeded)) return unclear('no safe request was performed')
    const names = [...new Set(sent.map(({ request }) => request.method))].join(', ')
    if (!succeeded(after)) return broken(`the resource is still there after ${names}`, told(after), 'after')
    const places = differences(view(answerOf(before)?.json, volatile), view(answerOf(after)?.json, volatile))
    if (places.length > 0) return broken(`the resource is as it was after ${names}`, `${places.join(', ')} changed`, 'after')
    if (tag === undefined) return kept
    const [one, two] = [before, after].map((exchange) => tagOf(tag, answerOf(exchange)))
    return one === two ? kept : broken(`the entity tag is as it was after ${names}`, `it moved from ${one ?? 'none'} to ${two ?? 'none'}`, 'after')
  },
})

/** Every safe method on everything that can be read of the resource and the collection it lies in. */
function requests(reading: Reading) {
  const operations = (['read', 'view', 'list'] as const).flatMap((action) => {
    const need = reading.operation(action)
    return need.kind === 'met' && need.value.operation.method.toUpperCase() === 'GET' ? [need.value.id] : []
  })
  if (operations.length === 0) return unmet(`nothing is read of a ${reading.resource} by a safe method`)
  return met(operations.flatMap((operation) => methods.map((method) => ({ operation, method }))))
}
