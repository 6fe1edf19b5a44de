import type { Deed } from './deeds.ts'
import { html, type Content, type Markup } from './markup.ts'
import { ROOT, type Place } from './place.ts'

/** A form that does something to a world. */
export interface Doing {
  readonly deed: Deed
  /** What is sent besides what people fill in. */
  readonly fields?: Readonly<Record<string, string>>
  /** What people see of it. */
  readonly inside: Content
  readonly name?: string
  /** Asked before it is done, where scripts run. */
  readonly sure?: string
}

/** Works without scripts: it is sent, and the answer leads back to the page. */
export function form({ world }: Place, { deed, fields = {}, inside, name = '', sure }: Doing): Markup {
  const hidden = Object.entries(fields).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)
  return html`<form
    class="${name}"
    method="post"
    action="${ROOT}/do/${deed}?${String(new URLSearchParams({ world: world.name }))}"
    ${sure !== undefined && html`data-sure="${sure}"`}
  >
    ${hidden} ${inside}
  </form>`
}

/** A button that is a form of its own. */
export function button(place: Place, doing: Omit<Doing, 'inside'> & { readonly label: Content; readonly kind?: string; readonly says?: string }): Markup {
  const { label, kind = '', says } = doing
  return form(place, { ...doing, name: 'inline', inside: html`<button class="${kind}" ${says !== undefined && html`aria-label="${says}"`}>${label}</button>` })
}
