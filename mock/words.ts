import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { digits } from './ids.ts'
import { executionAt } from './applied.ts'
import { lifecycleOf, typeOf, type Moment } from './moment.ts'
import { idOf, type Resource } from './record.ts'

/** `{hexN}` filled in with N hexadecimal digits, each from another hash of the ingredient. */
export function made(pattern: string, uid: string): string {
  return pattern.replaceAll(/\{hex(\d+)\}/g, (whole, length: string, position: number) => digits(uid, whole, position).slice(0, Number(length)))
}

/**
 * A text with `{id}`, `{hexN}`, `{execution}`, parts of the address and fields filled in (`{zone:lower}`: in lower case); undefined
 * unless all of them are known.
 * `{hexN}` depends on the resource alone; `{execution}` is in seconds since 1970.
 */
export function worded(
  moment: Moment,
  resource: Resource,
  { template, fields = resource.fields }: { template: string; fields?: JsonObject },
): string | undefined {
  if (!template.includes('{')) return template
  const { address } = typeOf(moment, resource.type)
  let missing = false
  const text = template.replaceAll(/\{([A-Za-z_][\w/-]*)(:lower)?\}/g, (_, name: string, lower?: string) => {
    const position = address.indexOf(name)
    const value = position >= 0 ? resource.address[position] : (own(moment, resource, name) ?? at(fields, `/${name}`))
    if (typeof value === 'string' || typeof value === 'number') return lower === undefined ? String(value) : String(value).toLowerCase()
    missing = true
    return ''
  })
  return missing ? undefined : text
}

/** What a resource tells of itself. */
function own(moment: Moment, resource: Resource, name: string): string | number | undefined {
  if (name === 'id') return idOf(resource)
  const hex = /^hex(\d+)$/.exec(name)?.[1]
  if (hex !== undefined) return digits(resource.uid).slice(0, Number(hex))
  const execution = name === 'execution' ? executionAt(resource, lifecycleOf(moment, resource.type)) : undefined
  return execution === undefined ? undefined : Math.floor(execution / 1000)
}

/** JSON in whose texts the same is filled in; undefined unless all of it is known. */
export function wordedJson(moment: Moment, resource: Resource, { template, fields }: { template: Json; fields?: JsonObject }): Json | undefined {
  if (typeof template === 'string') return worded(moment, resource, { template, ...(fields && { fields }) })
  if (typeof template !== 'object' || template === null) return template
  const filled = Object.entries(template).map(
    ([key, value]: [string, Json]) => [key, wordedJson(moment, resource, { template: value, ...(fields && { fields }) })] as const,
  )
  const known = filled.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  if (known.length < filled.length) return undefined
  return isObject(template) ? Object.fromEntries(known) : known.map(([, value]) => value)
}
