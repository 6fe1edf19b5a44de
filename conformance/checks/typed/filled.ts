import { list, shapeAt } from '../../generate/shape.ts'
import { isObject } from '../../../specs/json.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { Json } from '../../../specs/json.ts'

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
