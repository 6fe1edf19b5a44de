import { isObject, type Json, type JsonObject } from '../../../specs/json.ts'
import { faultOf } from './presets.ts'
import type { Place } from './place.ts'

/** What a form asks of the management interface. */
export interface Asking {
  readonly method: string
  /** Below `/__admin`. */
  readonly path: string
  readonly body?: JsonObject
}

interface Doable {
  readonly ask: (fields: Fields, place: Place) => Asking
  /** What is said once it is done. */
  readonly said: string
  /** The part of the page to go back to. */
  readonly part: string
  /** The world to show then, where it is another one. */
  readonly leads?: (fields: Fields) => string
}

/** What was filled in. Nobody has judged it yet: the management interface does. */
export type Fields = Readonly<Record<string, string>>

/** Everything that the pages can do. Each is one operation of the management interface, which judges it like any other. */
const deeds = {
  freeze: { ask: () => post('/clock/freeze'), said: 'The clock stands still.', part: 'clock' },
  advance: { ask: (fields) => post('/clock/advance', numbers(fields, ['seconds', 'milliseconds'])), said: 'The clock was advanced.', part: 'clock' },
  scale: { ask: (fields) => post('/clock/scale', numbers(fields, ['factor'])), said: 'The clock runs at another speed.', part: 'clock' },
  'reset-clock': { ask: () => post('/clock/reset'), said: 'The clock is back to how it started.', part: 'clock' },
  pace: { ask: ({ pace = '' }) => ({ method: 'PATCH', path: '/settings', body: { pace } }), said: 'Lifecycles advance otherwise now.', part: 'resources' },
  step: { ask: (fields) => post('/lifecycle/advance', resourceOf(fields)), said: 'One step was taken.', part: 'resources' },
  trigger: {
    ask: (fields) => post('/lifecycle/trigger', { ...resourceOf(fields), trigger: fields['trigger'] ?? '' }),
    said: 'A lifecycle was set in motion.',
    part: 'resources',
  },
  'forget-requests': { ask: () => ({ method: 'DELETE', path: '/requests' }), said: 'The requests are forgotten.', part: 'requests' },
  'add-fault': {
    ask: (fields, place) => planned([...planOf(place), faultOf(fields, place.world.faults.plan)]),
    said: 'The fault is planned.',
    part: 'faults',
  },
  'remove-fault': {
    ask: ({ id }, place) => planned(planOf(place).filter((fault) => fault['id'] !== id)),
    said: 'The fault is no longer planned.',
    part: 'faults',
  },
  'clear-faults': { ask: () => ({ method: 'DELETE', path: '/faults' }), said: 'Nothing goes wrong any more.', part: 'faults' },
  limits: { ask: ({ limits }) => put('/limits', { limits: limits === 'true' }), said: 'The limits were switched.', part: 'limits' },
  'own-limits': {
    ask: (fields) => put('/limits', { limits: numbers(fields, ['requests', 'windowSeconds']) }),
    said: 'The limits were set.',
    part: 'limits',
  },
  force: { ask: (fields) => post('/limits/force', numbers(fields, ['requests', 'retryAfterSeconds'])), said: 'The next requests are refused.', part: 'limits' },
  save: { ask: ({ name = '' }) => put(`/snapshots/${segment(name)}`), said: 'The snapshot is saved.', part: 'snapshots' },
  load: { ask: ({ name = '' }) => post(`/snapshots/${segment(name)}/load`), said: 'The world is back at the snapshot.', part: 'snapshots' },
  'delete-snapshot': {
    ask: ({ name = '' }) => ({ method: 'DELETE', path: `/snapshots/${segment(name)}` }),
    said: 'The snapshot is forgotten.',
    part: 'snapshots',
  },
  reset: { ask: () => post('/reset'), said: 'The world is back to its first state.', part: 'world' },
  open: { ask: ({ name = '' }) => put(`/worlds/${segment(name)}`), said: 'The world is open.', part: 'world', leads: ({ name = '' }) => name },
  fork: {
    ask: ({ to = '' }, { world }) => post(`/worlds/${segment(world.name)}/fork`, { to }),
    said: 'This is the copy.',
    part: 'world',
    leads: ({ to = '' }) => to,
  },
  'delete-world': {
    ask: (_, { world }) => ({ method: 'DELETE', path: `/worlds/${segment(world.name)}` }),
    said: 'The world is forgotten.',
    part: 'world',
    leads: () => 'default',
  },
} as const satisfies Readonly<Record<string, Doable>>

export type Deed = keyof typeof deeds

export function deedOf(name: string): Doable | undefined {
  const found = Object.entries<Doable>(deeds).find(([known]) => known === name)
  return found?.[1]
}

function post(path: string, body: JsonObject = {}): Asking {
  return { method: 'POST', path, body }
}

function put(path: string, body: JsonObject = {}): Asking {
  return { method: 'PUT', path, body }
}

/** A path's segment; one that is empty would be another path. */
function segment(name: string): string {
  return name === '' ? '%20' : encodeURIComponent(name)
}

/** The fields that were filled in, as numbers; what is none is judged as the text that it is. */
function numbers(fields: Fields, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = fields[name]?.trim() ?? ''
      return text === '' ? [] : [[name, Number.isFinite(Number(text)) ? Number(text) : text] as const]
    }),
  )
}

function resourceOf({ provider = '', type = '', address = '' }: Fields): JsonObject {
  return { provider, type, address: parsed(address) }
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

function planOf({ world }: Place): readonly JsonObject[] {
  const plan: Json = JSON.parse(JSON.stringify(world.faults.plan))
  return Array.isArray(plan) ? plan.filter((fault) => isObject(fault)) : []
}

function planned(faults: readonly JsonObject[]): Asking {
  return put('/faults', { faults })
}
