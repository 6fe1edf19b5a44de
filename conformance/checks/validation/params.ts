import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { all, met, unmet } from '../../need.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Handle } from '../../api.ts'
import type { History } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'

/** Ways to write a parameter that names nothing there can be; `{id}` stands for the identifier of a resource that is there. */
const spellings = [
  '{id}%00',
  '{id}%0A',
  '{id}%20',
  '%20{id}',
  '{id}%3Fa=b',
  '{id}%23a',
  '..%2F{collection}%2F{id}',
  '{id}%2F..%2F{id}',
  '{id}%2F',
  '%25',
  '%C3%28',
  '%zz',
  '%F0%9F%9A%A2',
  '{long}',
  '{longer}',
] as const

export const params = check({
  id: 'val.params',
  cost: 'refused',
  each: 'provider',
  runs: 1,
  needs: (reading) => {
    const read = reading.operation('read')
    if (read.kind === 'unmet') return read
    const id = idParameter(reading.type)
    const document = reading.document()
    if (document.kind === 'unmet') return document
    if (!read.value.operation.template.includes(`{${id}}`)) return unmet(`the path to a ${reading.resource} has no parameter`)
    return all({ read, refusal: reading.refusal('invalid-parameter'), id: met(id), basePath: met(document.value.basePath) })
  },
  scenario: () => every(spellings),
  drive: async (api, { read, id, basePath }, chosen) => {
    const handle = await api.borrow()
    await api.send('proper name', { operation: read.id, params: handle.params })
    for (const spelling of chosen)
      await api.send(spelling, { operation: read.id, path: pathOf({ operation: read.operation, basePath, id }, handle, spelling), mayBeLost: true })
    await api.send('proper name at the end', { operation: read.id, params: handle.params })
  },
  judge: (history, _, chosen) => allOf(chosen.map((spelling) => judged(history, spelling))),
})

/** Path below the base path, percent-encoded already. */
function pathOf(
  { operation, basePath, id }: { readonly operation: Operation; readonly basePath: string; readonly id: string },
  { params: values }: Handle,
  spelling: string,
): string {
  const segments = operation.template.slice(basePath.length).split('/')
  const collection = segments[segments.indexOf(`{${id}}`) - 1] ?? ''
  const own = encodeURIComponent(values[id] ?? '')
  const text = spelling.replaceAll('{id}', own).replaceAll('{collection}', collection).replace('{longer}', 'a'.repeat(4096)).replace('{long}', 'a'.repeat(300))
  return segments
    .map((segment) => (segment === `{${id}}` ? text : segment.replace(/^\{(.+)\}$/, (_, name: string) => encodeURIComponent(values[name] ?? ''))))
    .join('/')
}

/** A connection that is cut is a refusal too, as long as the next request is served. */
function judged(history: History, spelling: string): Judgement {
  const [control, end, attempt] = [history.find('proper name'), history.find('proper name at the end'), history.find(spelling)]
  if (!succeeded(control)) return unclear(`there is no positive control: the proper name got ${told(control)}`)
  if (attempt === undefined) return unclear('it was never sent')
  const status = answerOf(attempt)?.status
  if (status === undefined) return succeeded(end) ? kept : broken('the next request is served as ever', told(end), spelling)
  if (status >= 200 && status < 300) return broken('no resource is reached by a name that none has', told(attempt), spelling)
  // A redirection to the proper spelling serves nothing.
  return status >= 300 && status < 500 ? kept : broken('a refusal with a status of the class 4xx', told(attempt), spelling)
}
