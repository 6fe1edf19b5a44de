import fc from 'fast-check'
import { check } from '../../check.ts'
import { answerOf, succeeded } from '../../history.ts'
import { allOf, told } from '../../judge/status.ts'
import { sameJson, view } from '../../judge/view.ts'
import { all, map, met, unmet } from '../../need.ts'
import { isThrough } from '../../readable.ts'
import { idParameter } from '../../resources.ts'
import { broken, kept, unclear } from '../../verdict.ts'
import { pathParameters } from '../auth/operations.ts'
import { look } from '../auth/look.ts'
import { judgeAll, ownList, trespass, tryAll } from '../auth/trespass.ts'
import type { Operation } from '../../../specs/contract.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'

/** Name of the path parameter that credentials are bound to; undefined where a path does not tell whose it is. */
export function scopeIn(reading: Reading): Need<string | undefined> {
  return map(reading.document(), ({ behaviour }) => behaviour.auth.credentials.scope)
}

/** How somebody else's resource may be refused: as somebody else's, or as if it were not there. */
export interface Hiding {
  readonly statuses: readonly number[]
  readonly statusesLeanOn: readonly Sourced[]
  readonly refusalLeansOn: readonly Sourced[]
}

/** That everybody has their own is told by the context where the scope stands in no path; then the refusals tell statuses and no more. */
export function hidden(reading: Reading): Need<Hiding> {
  const refusals = all({ stranger: reading.refusal('not-member'), absent: reading.refusal('absent') })
  if (refusals.kind === 'unmet') return refusals
  const { leansOn } = refusals
  const { stranger, absent } = refusals.value
  const statuses = [...new Set([...stranger.statuses, ...absent.statuses])]
  const context = reading.stated(({ auth }) => auth.context, 'the path tells whose everything is')
  if (context.kind === 'met') return met({ statuses, statusesLeanOn: leansOn, refusalLeansOn: leansOn }, ...context.leansOn)
  const statusesLeanOn = [...stranger.statusesLeanOn, ...absent.statusesLeanOn]
  return met({ statuses, statusesLeanOn, refusalLeansOn: [] }, ...leansOn)
}

export const bola = check({
  id: 'sec.bola',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    const scope = scopeIn(reading)
    const bound = scope.kind === 'met' ? scope.value : undefined
    if (bound !== undefined && !reading.type.address.includes(bound)) return unmet(`a ${reading.resource} belongs to no tenant`)
    if (isUntold(reading, bound) && reading.type.identity.from === 'client')
      return unmet(`the path of a ${reading.resource} holds neither whose it is nor an identifier of its own`)
    const tried = trespass(reading, (operation) => tellsWhose(reading, operation))
    return all({
      available: reading.available(),
      other: reading.principal('other'),
      hiding: hidden(reading),
      trespass: tried,
      elsewhere: elsewhere(reading, bound),
    })
  },
  scenario: () => fc.constant(null),
  drive: async (api, { trespass: tried, elsewhere: read, other }) => {
    const handle = await tryAll(api, tried, 'other')
    if (read === undefined) return
    await api.send('shown to its owner', { operation: read.id, params: handle.params })
    await api.send('looked up elsewhere', { operation: read.id, params: { ...handle.params, ...other.params }, as: 'other' })
  },
  judge: (history, { trespass: tried, hiding }) => {
    const lookup = history.find('looked up elsewhere')
    const leaked = lookup === undefined ? kept : unlike(lookup, history.find('shown to its owner'), tried.look.without)
    return allOf([leaked, judgeAll(history, tried, hiding)])
  },
})

/** Where the path of an operation names nothing that belongs to somebody, everybody may list and create: their own. */
export function tellsWhose({ type }: Reading, operation: Pick<Operation, 'template' | 'behaviour'>): boolean {
  return pathParameters(operation).some((name) => type.address.includes(name))
}

/** True where a path does not tell whose a resource is. */
function isUntold(reading: Reading, scope: string | undefined): boolean {
  const read = reading.operation('read')
  return scope !== undefined && read.kind === 'met' && !pathParameters(read.value.operation).includes(scope)
}

/** The read of a resource, where its path names a tenant besides the resource itself: then the two can disagree. */
function elsewhere(reading: Reading, scope: string | undefined): Need<{ readonly id: string } | undefined> {
  const read = reading.operation('read')
  return read.kind === 'met' && scope !== undefined && scope !== idParameter(reading.type) ? map(read, ({ id }) => ({ id })) : met(undefined)
}

/** Judges that an answer does not show what its owner is shown. */
export function unlike(attempt: Exchange, owners: Exchange | undefined, without: readonly string[]): Judgement {
  const [seen, right] = [answerOf(attempt), answerOf(owners)]
  if (seen === undefined) return unclear(told(attempt))
  if (right === undefined || !succeeded(owners)) return unclear(`the owner got ${told(owners)}`)
  const same = succeeded(attempt) && sameJson(view(seen.json, without), view(right.json, without))
  return same ? broken('nothing of what belongs to another tenant', `${told(attempt)} with the very resource`, attempt.label) : kept
}

/** Ways to write "one tenant, and then up and into another" that a gateway and a server may read differently. */
const detours: Readonly<Record<string, (own: string, foreign: string) => string>> = {
  'dot segments': (own, foreign) => `${own}/../${foreign}`,
  'encoded dots': (own, foreign) => `${own}/%2e%2e/${foreign}`,
  'encoded slashes': (own, foreign) => `${own}%2f..%2f${foreign}`,
  'double encoding': (own, foreign) => `${own}%252f..%252f${foreign}`,
  'a path parameter': (own, foreign) => `${own}/..;/${foreign}`,
  'a backslash': (own, foreign) => `${own}%5c..%5c${foreign}`,
  'an empty segment': (own, foreign) => `${own}//../${foreign}`,
  'a null byte': (own, foreign) => `${foreign}%00${own}`,
}

export const pathsAndParams = check({
  id: 'sec.paths-and-params',
  cost: 'safe',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ other: reading.principal('other'), read: asked(reading), path: detoured(reading), probe: ownList(reading), look: look(reading) }),
  scenario: () => fc.constant(null),
  drive: async (api, { read, path, other, probe }) => {
    const { params } = await api.borrow()
    await api.send('shown to its owner', { operation: read.id, params })
    await api.send('their own', { operation: probe, as: 'other' })
    for (const name of Object.keys(detours))
      await api.send(`by ${name}`, { operation: read.id, path: path(name, params, other.params), as: 'other', mayBeLost: true })
    await api.send('by the query', { operation: read.id, params: { ...params, ...other.params }, query: new URLSearchParams(params).toString(), as: 'other' })
  },
  judge: (history, { look: { without } }) => {
    const own = history.find('their own')
    if (!succeeded(own)) return unclear(`their credential works nowhere: ${told(own)}`)
    const owners = history.find('shown to its owner')
    const attempts = history.exchanges.filter(({ label, outcome }) => label.startsWith('by ') && outcome.kind === 'answered')
    return allOf(attempts.map((attempt) => unlike(attempt, owners, without)))
  },
})

type Params = Readonly<Record<string, string>>

/** The read as it is sent: what is read in a list is asked for by that list. */
function asked(reading: Reading): Need<{ readonly id: string }> {
  return map(reading.operation('read'), ({ id, operation }) => ({ id: isThrough(operation) ? operation.through : id }))
}

/** The path of the read with a detour in the place of the tenant. */
function detoured(reading: Reading): Need<(detour: string, foreign: Params, own: Params) => string> {
  const need = all({ document: reading.document(), read: reading.operation('read'), scope: scopeIn(reading) })
  if (need.kind === 'unmet') return need
  const { document, read, scope } = need.value
  if (scope === undefined || !pathParameters(read.operation).includes(scope)) return unmet('no path tells whose a resource is')
  const template = read.operation.template.slice(document.basePath.length)
  return met((detour, foreign, own) =>
    template.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = encodeURIComponent(foreign[name] ?? '')
      return name === scope ? (detours[detour]?.(encodeURIComponent(own[name] ?? ''), value) ?? value) : value
    }),
  )
}

export const tenancyChecks: readonly Check[] = [bola, pathsAndParams]
