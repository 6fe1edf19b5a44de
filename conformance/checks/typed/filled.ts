import { list, shapeAt } from '../../generate/shape.ts'
import { isObject } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'

/** A value without members that its schema does not require and fills in by itself; the value as it is where that is none. */
export function lean(contract: Pick<Contract, 'document' | 'validate'>, where: string, value: Json): Json {
  const made = cut(contract, where, value)
  return contract.validate(where, made).length === 0 ? made : value
}

function cut(contract: Pick<Contract, 'document' | 'validate'>, where: string, value: Json): Json {
  const shape = shapeAt(contract.document, where)
  const branch = shape?.branches.find((one) => contract.validate(one, value).length === 0)
  const own = branch === undefined ? value : cut(contract, branch, value)
  if (shape === undefined || !isObject(own)) return own
  const isFilledIn = (name: string) => {
    const below = shape.properties.get(name)
    return below !== undefined && !shape.required.has(name) && shapeAt(contract.document, below)?.keywords['default'] !== undefined
  }
  const members = Object.entries(own).filter(([name]) => !isFilledIn(name))
  return Object.fromEntries(members.map(([name, member]) => [name, cut(contract, shape.properties.get(name) ?? '', member)]))
}

/** A value with what its schema fills in where it leaves members out. Objects that are not there are not made for the sake of their members. */
export function filled(contract: Pick<Contract, 'document' | 'validate'>, where: string, value: Json): Json {
  const shape = shapeAt(contract.document, where)
  if (shape === undefined) return value
  const branch = shape.branches.find((one) => contract.validate(one, value).length === 0)
  const own = branch === undefined ? value : filled(contract, branch, value)
  if (Array.isArray(own)) return shape.items === undefined ? own : list(own).map((item) => filled(contract, shape.items ?? '', item))
  if (!isObject(own)) return own
  const members = [...shape.properties].flatMap(([name, below]): (readonly [string, Json])[] => {
    const member = own[name] ?? shapeAt(contract.document, below)?.keywords['default']
    return member === undefined ? [] : [[name, filled(contract, below, member)]]
  })
  return { ...own, ...Object.fromEntries(members) }
}
