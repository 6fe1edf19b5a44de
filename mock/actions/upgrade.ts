import { isObject, withAt, type JsonObject } from '../../specs/json.ts'
import { followingVersion, inEffect } from '../applied.ts'
import type { Context } from '../context.ts'

/** The fields with the version that follows the one in effect, or the one requested where none is; undefined where there is none. */
export function upgraded({ type, resource, standing }: Context): JsonObject | undefined {
  const { versions } = type
  if (versions === undefined || resource === undefined || standing === undefined) return undefined
  const next = followingVersion(type, inEffect(resource, standing)?.fields ?? resource.fields)
  const fields = next === undefined ? undefined : withAt(resource.fields, versions.at, next)
  return isObject(fields) ? fields : undefined
}
