import { at, isObject, type Json, type JsonObject } from '../specs/json.ts'
import { digits } from './ids.ts'
import { typeOf, type Moment } from './moment.ts'
import { idOf, type Resource } from './record.ts'

/** `{hexN}` filled in with N hexadecimal digits, each from another hash of the ingredient. */
export function made(pattern: string, uid: string): string {
  return pattern.replaceAll(/\{hex(\d+)\}/g, (whole, length: string, position: number) => digits(uid, whole, position).slice(0, Number(length)))
}

/**
 * A text with `{id}`, `{hexN}`, parts of the address and fields filled in (`{zone:lower}`: in lower case); undefined unless all
 * of them are known.
 * `{hexN}` depends on the resource alone.
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
    const hex = /^hex(\d+)$/.exec(name)?.[1]
    const value =
      position >= 0
        ? resource.address[position]
        : name === 'id'
          ? idOf(resource)
          : hex === undefined
            ? at(fields, `/${name}`)
            : digits(resource.uid).slice(0, Number(hex))
    if (typeof value === 'string' || typeof value === 'number') return lower === undefined ? String(value) : String(value).toLowerCase()
    missing = true
    return ''
  })
  return missing ? undefined : text
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
