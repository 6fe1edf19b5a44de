import { oneLine } from '../visible.ts'
import { html, trusted, type Content, type Markup } from './markup.ts'

/** A drawing with what it tells those who do not see it. */
export interface Drawing {
  /** Word for addresses, once on a page. */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly width: number
  readonly height: number
  readonly inside: Content
}

/** An image as a whole to assistive technology; wider than a small screen, so in a frame that can be scrolled, also by keys. */
export function drawing({ id, title, text, width, height, inside }: Drawing): Markup {
  return html`<div class="wide" tabindex="0" role="group" aria-label="${title}">
    <svg class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-text">
      <title id="${id}-title">${title}</title>
      <desc id="${id}-text">${text}</desc>
      ${inside}
    </svg>
  </div>`
}

/** A word of a picture: one line, so many characters at most. */
export function word(text: string, most: number): string {
  const line = [...oneLine(text.slice(0, 4 * most))]
  return line.length > most ? `${line.slice(0, most - 1).join('')}…` : line.join('')
}

/** A rectangle, as part of a path. */
export function box(x: number, y: number, [width, height]: readonly [width: number, height: number]): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
}

/** Many strokes or boxes of one kind as one element: thousands of elements would weigh. */
export function path(name: string, parts: readonly string[]): Markup | undefined {
  return parts.length === 0 ? undefined : html`<path class="${name}" d="${trusted(parts.join(''))}" />`
}

/** To a tenth: finer than anybody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
