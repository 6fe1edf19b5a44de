import type { Verdict } from '../../conformance/verdict.ts'
import { html, type Markup } from './markup.ts'

/** What stands beside a word, so that it is not told by its colour alone: a verdict, a known deviation, or what nobody called for. */
export type Sign = Verdict | 'deviates' | 'unasked'

/** Shapes of a 24 by 24 drawing, each unlike the others also without colour. */
const paths: Readonly<Record<Sign, Markup>> = {
  passed: html`<path d="M5 12.5l4.5 4.5L19 7.5" />`,
  failed: html`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />`,
  observed: html`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" /><circle cx="12" cy="12" r="2.5" />`,
  errored: html`<path d="M13 2.5L5 14h6l-1 7.5L19 10h-6z" />`,
  inconclusive: html`<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3M12 18.5v.1" />`,
  blocked: html`<circle cx="12" cy="12" r="9" /><path d="M5.7 5.7l12.6 12.6" />`,
  skipped: html`<path d="M6 12h12" />`,
  unasked: html`<circle cx="12" cy="12" r="4" />`,
  deviates: html`<path d="M5 21V4M5 4.5h12l-2.5 4 2.5 4H5" />`,
}

/** The drawings, once for the whole page; `icon` refers to them. */
export function sprite(): Markup {
  const symbols = Object.entries(paths).map(([name, path]) => html`<symbol id="i-${name}" viewBox="0 0 24 24">${path}</symbol>`)
  return html`<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">${symbols}</svg>`
}

/** The sign of a word that stands right after it; says nothing to a screen reader. */
export function icon(sign: Sign): Markup {
  return html`<svg class="icon ${sign}" aria-hidden="true" focusable="false"><use href="#i-${sign}" /></svg>`
}
