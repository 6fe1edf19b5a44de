import type { Json, JsonObject } from '../../specs/json.ts'
import type { Entry } from '../journal.ts'
import { nothing, told } from './answer.ts'
import type { Ask, Handler } from './ask.ts'
import { text } from './text.ts'

export const listRequests: Handler = ({ world }) => told({ total: world().journal.total, requests: world().journal.list().map(shown) })

export const forgetRequests: Handler = ({ world }) => {
  world().journal.clear()
  return nothing()
}

export const findRequests: Handler = (ask) => told({ total: ask.world().journal.total, requests: found(ask).map(shown) })

export const countRequests: Handler = (ask) => told({ count: found(ask).length })

function found({ world, body }: Ask): readonly Entry[] {
  return world()
    .journal.list()
    .filter((entry) => fits(entry, body))
}

function fits(entry: Entry, filter: JsonObject): boolean {
  return Object.entries(filter).every(([name, value]) => fitsOne(entry, name, value))
}

function fitsOne(entry: Entry, name: string, value: Json): boolean {
  switch (name) {
    case 'method':
      return entry.method === text(value).toUpperCase()
    case 'pathPrefix':
      return entry.target.startsWith(text(value))
    case 'status':
      return entry.status === value
    case 'operation':
      return entry.operation === value
    case 'refusal':
      return entry.refusal === value
    case 'provider':
      return entry.provider === value
    default:
      return false
  }
}

function shown(entry: Entry): JsonObject {
  return { ...entry }
}
