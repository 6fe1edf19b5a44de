import type { MockOptions } from '../mock/create.ts'
import { summaryOf } from '../mock/faults/plan.ts'
import type { Contract, Operation } from '../specs/contract.ts'
import { environmentOf, exportLine } from './environment.ts'
import type { Colours } from './terminal.ts'

export interface Ready {
  readonly version: string
  /** Origin that clients on this machine use. */
  readonly origin: string
  readonly contracts: readonly Contract[]
  readonly options: MockOptions
}

/** What a person needs once the mock is ready: where, with what token, what is switched on, and something to paste. */
export function banner(ready: Ready, colours: Colours): string {
  const { contracts, origin } = ready
  const environment = contracts.flatMap((contract) => environmentOf(contract, origin).map(exportLine))
  const notes = contracts.flatMap(({ title, behaviour: { provider } }) => (provider.note === undefined ? [] : [`${title}: ${provider.note}`]))
  const widest = Math.max(0, ...contracts.map(({ id }) => id.length))
  const pasted = contracts.map((contract) => example(contract, origin)).find((found) => found !== undefined)
  const lines = [
    `${colours.bold('clusterproof')} ${ready.version}`,
    '',
    ...contracts.flatMap((contract) => providerLines(contract, { origin, widest, colours })),
    ...(environment.length === 0
      ? []
      : ['', "For the vendors' own clients:", ...environment.map((line) => `  ${line}`), ...notes.map((note) => `  # ${note}`)]),
    '',
    ...switches(ready.options).map(([name, value]) => `  ${colours.dim(name.padEnd(10))} ${value}`),
    `  ${colours.dim('ui'.padEnd(10))} ${origin}/__admin/ui`,
    `  ${colours.dim('admin'.padEnd(10))} ${origin}/__admin ${ready.options.adminToken === undefined ? '(this machine only)' : '(with its token)'}`,
    ...(pasted === undefined ? [] : ['', 'Try:', `  ${pasted}`]),
    '',
    'Stop with Ctrl-C.',
  ]
  return `${lines.join('\n')}\n`
}

function providerLines(contract: Contract, layout: { origin: string; widest: number; colours: Colours }): readonly string[] {
  const { origin, widest, colours } = layout
  const { admin, ...others } = contract.behaviour.seed.principals
  const line = `  ${colours.green(contract.id.padEnd(widest))}  ${contract.title}  ${colours.cyan(`${origin}${contract.basePath}`)}`
  const tokens = [
    ...(admin === undefined ? [] : [['token', admin.token] as const]),
    ...Object.entries(others).map(([name, { token }]) => [name, token] as const),
  ]
  const longest = Math.max(0, ...tokens.map(([name]) => name.length))
  const indented = ' '.repeat(widest + 4)
  const wires = (contract.connect?.roots ?? []).map((root) => `${indented}Connect with JSON messages  ${colours.cyan(`${origin}${root}/`)}`)
  return [line, ...wires, ...tokens.map(([name, token]) => `${indented}${colours.dim(name.padEnd(longest))} ${token}`)]
}

/** What is switched on; "off" is said plainly. */
export function switches(options: MockOptions): readonly (readonly [name: string, value: string])[] {
  const words = Object.entries(options.phaseWords ?? {})
  const successes = Object.entries(options.successes ?? {})
  return [
    ['lifecycle', paceText(options.lifecycle ?? 'time')],
    ['clock', clockText(options.clock ?? 'real')],
    ['limits', limitsText(options.limits ?? false)],
    ['store', storeText(options.store)],
    ['defects', (options.defects ?? []).join(', ') || 'off'],
    ['faults', (options.faults ?? []).map(faultText).join('; ') || 'off'],
    ...(options.phaseMovesTag === undefined ? [] : [['phase tag', options.phaseMovesTag ? 'on' : 'off'] as const]),
    ...(successes.length === 0 ? [] : [['successes', successes.map(([operation, status]) => `${operation} is answered with ${status}`).join(', ')] as const]),
    ...(words.length === 0 ? [] : [['phases', words.map(([from, to]) => `${from} is called ${to}`).join(', ')] as const]),
  ]
}

function faultText(fault: NonNullable<MockOptions['faults']>[number]): string {
  return fault.id === undefined ? summaryOf(fault) : `${fault.id}: ${summaryOf(fault)}`
}

function paceText(pace: NonNullable<MockOptions['lifecycle']>): string {
  switch (pace) {
    case 'time':
      return 'time (--lifecycle immediate or reads:3 is faster)'
    case 'immediate':
      return 'immediate'
    case 'manual':
      return 'manual (moved by /__admin only)'
    default:
      return `reads:${pace.reads} (settled by read ${pace.reads})`
  }
}

function clockText(clock: NonNullable<MockOptions['clock']>): string {
  if (typeof clock === 'string') return clock
  const scale = clock.scale ?? 1
  const speed = scale === 0 ? 'frozen' : scale === 1 ? 'real' : `${scale}x`
  return clock.at === undefined ? speed : `${speed} at ${clock.at}`
}

function storeText(store: MockOptions['store']): string {
  if (store === undefined || store === 'memory') return 'memory (--store file:PATH keeps worlds, redis://… and postgres://… share them)'
  const name = typeof store === 'string' ? store : store.name
  return name.startsWith('file:') || !URL.canParse(name) ? name : withoutUser(new URL(name))
}

function withoutUser({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

function limitsText(limits: NonNullable<MockOptions['limits']>): string {
  if (limits === false) return 'off'
  return limits === true ? "the contracts' own" : `${limits.requests} requests in ${limits.windowSeconds} s`
}

/** A command to paste: the list of what the provider is about, i.e. of a type with a lifecycle where there is one. */
function example(contract: Contract, origin: string): string | undefined {
  const { resources, seed } = contract.behaviour
  const principal = seed.principals['admin']
  const lists = [...contract.operations.values()].filter(({ behaviour, method }) => behaviour?.action === 'list' && method === 'GET')
  const lively = lists.find(({ behaviour }) => resources[behaviour?.resource ?? '']?.lifecycle !== undefined)
  const path = pathOf(lively ?? lists[0], principal?.params ?? {})
  if (path === undefined || principal === undefined) return undefined
  return `curl -H 'Authorization: ${contract.behaviour.auth.scheme === 'token' ? 'Token' : 'Bearer'} ${principal.token}' '${origin}${path}'`
}

function pathOf(operation: Operation | undefined, params: Readonly<Record<string, string>>): string | undefined {
  if (operation === undefined) return undefined
  const path = operation.template.replace(/\{([^}]+)\}/g, (whole, name: string) => params[name] ?? whole)
  return path.includes('{') ? undefined : path
}
