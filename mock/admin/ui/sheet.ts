import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { html, trusted, type Content, type Markup } from './markup.ts'

interface Sheet {
  readonly title: string
  readonly body: Content
  readonly status?: number
}

/** What stands in every page, read when the first one is asked for. */
interface Own {
  readonly style: string
  readonly script: string
  readonly policy: string
}

/** Four fields, in and out of order. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#1d8f4e"/><path d="M8 0h4a4 4 0 0 1 4 4v4H8zM0 8h8v8H4a4 4 0 0 1-4-4z" fill="#3d63e0"/></svg>',
)}`

let own: Promise<Own> | undefined

/**
 * A whole page that needs nothing besides itself and this server. Its policy (https://www.w3.org/TR/CSP3/) allows its own styles and its
 * own script by their digests, so that nothing that a client named could be run.
 */
export async function sheet({ title, body, status = 200 }: Sheet): Promise<Response> {
  const { style, script, policy } = await (own ??= read())
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${ICON}" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${body} ${trusted(`<script>${script}</script>`)}
      </body>
    </html>`
  return new Response(`${String(text)}\n`, { status, headers: { ...headers, 'content-security-policy': policy } })
}

/** A piece of a page, for the script that put the page together. */
export function piece(body: Markup, status = 200): Response {
  return new Response(String(body), { status, headers: { ...headers, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" } })
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: with it, browsers send forms with `Origin: null`, and by that nobody could tell whose they are.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

async function read(): Promise<Own> {
  const [style, script] = await Promise.all([beside('ui.css'), beside('ui.js')])
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${digest(style)}`,
    `script-src ${digest(script)}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return { style, script, policy }
}

function beside(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8')
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
