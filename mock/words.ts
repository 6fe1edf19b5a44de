import { at, type JsonObject } from '../specs/json.ts'
import { digits } from './ids.ts'
import { typeOf, type Moment } from './moment.ts'
import { idOf, type Resource } from './record.ts'

/** `{hexN}` filled in with N hexadecimal digits, each from another hash of the ingredient. */
export function made(pattern: string, uid: string): string {
  return pattern.replaceAll(/\{hex(\d+)\}/g, (whole, length: string, position: number) => digits(uid, whole, position).slice(0, Number(length)))
}

/**
 * A text with `{id}`, `{hexN}`, parts of the address and fields filled in; undefined unless all of them are known.
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
  const text = template.replaceAll(/\{([A-Za-z_][\w/-]*)\}/g, (_, name: string) => {
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
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    missing = true
    return ''
  })
  return missing ? undefined : text
}
