import { clock } from './clock.ts'
import { faults } from './faults.ts'
import { grade } from './grade.ts'
import { limits } from './limits.ts'
import { html, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { requests } from './requests.ts'
import { resources } from './resources.ts'
import { snapshots } from './snapshots.ts'
import { thisWorld, worlds } from './worlds.ts'

/** The parts of the page of a world: each can be made anew alone. */
const makers = { world: thisWorld, clock, resources, requests, faults, grade, limits, snapshots, worlds } as const satisfies Readonly<
  Record<string, (place: Place) => Markup>
>

export type PartName = keyof typeof makers

export const partNames = ['world', 'clock', 'resources', 'requests', 'faults', 'grade', 'limits', 'snapshots', 'worlds'] as const satisfies readonly PartName[]

/** One part, by which the script knows it again. */
export function part(place: Place, name: PartName): Markup {
  const inside = makers[name](place)
  if (name === 'world') return html`<div class="top" id="world" data-part="world">${inside}</div>`
  return html`<section class="card" id="${name}" data-part="${name}" aria-labelledby="${name}-title">${inside}</section>`
}
