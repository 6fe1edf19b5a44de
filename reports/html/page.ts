import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { html, trusted, type Markup } from './markup.ts'

/** A whole page that needs nothing besides itself. */
export interface Page {
  readonly title: string
  /** One sentence, for what shows the page without opening it. */
  readonly description?: string
  /** Stands in `main`. */
  readonly body: Markup
  /** Files beside this one, in order, e.g. `report.css`. `page.css` comes before them. */
  readonly styles?: readonly string[]
  /** A file beside this one, e.g. `report.js`. The page must tell everything without it. */
  readonly script?: string
}

/**
 * The page as text: styles and script stand in it, and its policy (https://www.w3.org/TR/CSP3/) allows them by their digest and
 * nothing else, so that neither is anything fetched nor could anything that a subject said be run.
 */
export async function page({ title, description, body, styles = [], script }: Page): Promise<string> {
  const style = (await Promise.all(['page.css', ...styles].map(beside))).join('\n')
  const code = script === undefined ? undefined : await beside(script)
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${digest(style)}`,
    ...(code === undefined ? [] : [`script-src ${digest(code)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          ${description !== undefined && html`<meta name="description" content="${description}" />`}
          <link rel="icon" href="data:," />
          <title>${title}</title>
          ${element('style', style)}
        </head>
        <body>
          <a class="skip" href="#main">To the content</a>
          <main id="main" tabindex="-1">${body}</main>
          ${code !== undefined && element('script', code)}
        </body>
      </html> `,
  )
}

function beside(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8')
}

/** An element whose text is exactly what the digest was made of. */
function element(name: 'style' | 'script', text: string): Markup {
  return trusted(`<${name}>${text}</${name}>`)
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
