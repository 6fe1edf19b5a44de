import type { Problem } from '../finding.ts'
import { fieldPlaceNamed } from './places.ts'
import { keys, own, reporter } from './rule.ts'
import type { Judge } from './rule.ts'

const badList = reporter('list-reads')
const badUpdate = reporter('update-replaces')

/** Only where nothing else reads a resource does its item in a list, which has all of them on one page. */
export const readable: Judge = ({ behaviour }, { id, operation: { reads, paging, resource } }) => {
  if (reads === undefined) return []
  const path = ['operations', id, 'reads']
  const others = keys(behaviour.operations).filter((other) => other !== id && own(behaviour.operations, other)?.resource === resource)
  const reader = others.find((other) => own(behaviour.operations, other)?.action === 'read')
  if (reader !== undefined) return [badList(path, `'${reader}' reads a '${resource}' by itself. Remove this.`)]
  const twin = others.find((other) => own(behaviour.operations, other)?.reads !== undefined)
  if (twin !== undefined) return [badList(path, `'${twin}' is said to show each '${resource}', too. Keep one of the two.`)]
  return paging === undefined ? [] : [badList(path, `'${id}' comes in pages, so one of them does not show every '${resource}'. Remove this, or \`paging\`.`)]
}

/** A body that stands for the whole resource is one, and names no fields that change. */
export const replacing: Judge = (pair, { id, operation: { replaces, mask, resource }, declared }) => {
  if (replaces === undefined) return []
  const path = ['operations', id, 'replaces']
  const bodiless = `openapi.yaml declares no body of '${id}', so nothing stands for the resource. Declare one, or remove this.`
  const masked = `'${id}' has a field mask, which names the fields that change; the others then stay. Keep one of \`mask\` and \`replaces\`.`
  const kept = (replaces.keeps?.places ?? []).flatMap((at, index) => fieldPlaceNamed(pair, [...path, 'keeps', 'places', index], { type: resource, at }))
  const found: readonly Problem[] = [
    ...(declared.requestBody === undefined ? [badUpdate(path, bodiless)] : []),
    ...(mask === undefined ? [] : [badUpdate(path, masked)]),
  ]
  return [...found, ...kept]
}
