import fc from 'fast-check'
import { check } from '../../check.ts'
import { succeeded } from '../../history.ts'
import { leaning } from '../../judge/leaning.ts'
import { allOf, told } from '../../judge/status.ts'
import { broken, unclear } from '../../verdict.ts'
import { apart, firmest, overlap } from './fields.ts'
import { look } from '../rule/steps.ts'
import { bodyWith, choosing, filled, fresh, taken, afterwards, untouched, write } from './steps.ts'
import type { Mask } from '../../../specs/behaviour.ts'
import type { Sourced } from '../../../specs/statement.ts'
import type { Check } from '../../check.ts'
import type { History } from '../../history.ts'
import type { Reading } from '../../reading.ts'
import type { Judgement } from '../../verdict.ts'
import type { MaskField } from './fields.ts'
import type { Masked } from './steps.ts'

const labels = { write: 'update', before: 'before', after: afterwards('update') }

/** Judges that the named fields have what the body says, and all others what they had. */
function onlyThese(history: History, { type, mask }: Masked, fields: readonly MaskField[]): Judgement {
  const others = untouched(history, labels, { type, but: fields.map(({ place }) => place) })
  return allOf([
    leaning(
      others,
      fields.flatMap(({ path }) => stated(mask, path)),
    ),
    taken(history, labels, fields),
  ])
}

/** What says that a path is understood. */
function stated({ paths }: Mask, path: string): readonly Sourced[] {
  return paths.filter(({ names }) => names.includes(path))
}

function named<T extends MaskField>(fields: readonly T[], paths: readonly string[]): readonly T[] {
  return fields.filter(({ path }) => paths.includes(path))
}

function twoFields({ resource }: Reading): string {
  return `a mask of a ${resource} names no two fields of any value apart`
}

const onlyNamed = check({
  id: 'mask.only-named',
  cost: 'mutating',
  each: 'resource',
  runs: 2,
  needs: (reading) => choosing(reading, { least: 2, choose: ({ fields }) => apart(firmest(fields, 2)), because: twoFields(reading) }),
  scenario: ({ chosen }) => fc.constantFrom(...chosen.map(({ path }) => path)),
  drive: async (api, masked, path) => {
    const handle = await api.borrow()
    const before = await filled(api, masked, { handle, fields: masked.chosen })
    await api.send('before', { operation: masked.read, params: handle.params })
    await write(api, masked, { handle, label: 'update', body: bodyWith(masked, { before, values: fresh(masked.chosen, before), paths: [path] }) })
  },
  judge: (history, masked, path) => onlyThese(history, masked, named(masked.chosen, [path])),
})

const several = check({
  id: 'mask.several',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => choosing(reading, { least: 2, choose: ({ fields }) => apart(firmest(fields, 2)), because: twoFields(reading) }),
  scenario: ({ chosen }) =>
    fc.shuffledSubarray(
      chosen.map(({ path }) => path),
      { minLength: 2, maxLength: Math.max(2, chosen.length - 1) },
    ),
  drive: async (api, masked, paths) => {
    const handle = await api.borrow()
    const before = await filled(api, masked, { handle, fields: masked.chosen })
    await api.send('before', { operation: masked.read, params: handle.params })
    await write(api, masked, { handle, label: 'update', body: bodyWith(masked, { before, values: fresh(masked.chosen, before), paths }) })
  },
  judge: (history, masked, paths) => onlyThese(history, masked, named(masked.chosen, paths)),
})

/** Fields beside one in the same object. */
function besides({ fields }: Masked, { path }: MaskField): readonly MaskField[] {
  const parent = path.slice(0, path.lastIndexOf('.') + 1)
  return fields.filter((other) => parent !== '' && other.path.startsWith(parent) && !overlap(other, { path }))
}

/** The object that a member lies in, or, where no path names it, its members. */
function family(masked: Masked, member: MaskField): readonly MaskField[] {
  const parent = masked.fields.find(({ path }) => path === member.path.slice(0, member.path.lastIndexOf('.')))
  return parent === undefined ? [member, ...besides(masked, member)].filter(({ kind }) => kind === 'free') : [parent]
}

/** Members of objects that have others, those whose paths are documented where there are any. */
function members(masked: Masked): readonly MaskField[] {
  const found = masked.fields.filter((field) => field.kind === 'free' && besides(masked, field).length > 0)
  const documented = found.filter(({ path }) => stated(masked.mask, path).every(({ basis }) => basis === 'documented'))
  return documented.length > 0 ? documented : found
}

const nested = check({
  id: 'mask.nested',
  cost: 'mutating',
  each: 'resource',
  runs: 2,
  needs: (reading) =>
    choosing(reading, {
      least: 1,
      choose: members,
      because: `no mask of a ${reading.resource} names one member of an object that has others`,
    }),
  scenario: ({ chosen }) => fc.constantFrom(...chosen.map(({ path }) => path)),
  drive: async (api, masked, path) => {
    const handle = await api.borrow()
    const chosen = named(masked.chosen, [path])
    const before = await filled(api, masked, { handle, fields: chosen.flatMap((member) => family(masked, member)) })
    await api.send('before', { operation: masked.read, params: handle.params })
    const values = fresh(apart([...chosen, ...chosen.flatMap((member) => besides(masked, member))]), before)
    await write(api, masked, { handle, label: 'update', body: bodyWith(masked, { before, values, paths: [path] }) })
  },
  judge: (history, masked, path) => onlyThese(history, masked, named(masked.chosen, [path])),
})

/** Nobody says that it is so; clients write paths in any order all the same, and protobuf's own tools repeat none. */
const order = check({
  id: 'mask.order',
  cost: 'mutating',
  each: 'resource',
  runs: 1,
  needs: (reading) => choosing(reading, { least: 2, choose: ({ fields }) => apart(firmest(fields, 2)).slice(0, 2), because: twoFields(reading) }),
  scenario: ({ chosen: [one, other] }) => fc.constant([other, one, other].flatMap((field) => field?.path ?? [])),
  drive: async (api, masked, paths) => {
    const handle = await api.borrow()
    const before = await look(api, masked, { handle, label: 'before' })
    const once = masked.chosen.map(({ path }) => path)
    const now = await write(api, masked, { handle, label: 'control', body: bodyWith(masked, { before, values: fresh(masked.chosen, before), paths: once }) })
    await write(api, masked, { handle, label: 'update', body: bodyWith(masked, { before: now, values: fresh(masked.chosen, now), paths }) })
  },
  judge: (history, masked, paths) => {
    const [control, update] = ['control', 'update'].map((label) => history.find(label))
    if (!succeeded(control)) return unclear(`there is no positive control: the same update with its paths in order got ${told(control)}`)
    if (!succeeded(update)) return broken('an update whose mask has its paths in any order', told(update), 'update')
    return taken(history, { ...labels, before: afterwards('control') }, named(masked.chosen, paths))
  },
})

export const namedFields: readonly Check[] = [onlyNamed, several, nested, order]
