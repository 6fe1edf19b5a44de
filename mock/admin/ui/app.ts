import { Hono } from 'hono'
import { isObject, type Json } from '../../../specs/json.ts'
import type { Bindings } from '../../bindings.ts'
import { DEFAULT_WORLD, type Host } from '../../host.ts'
import { bodyOf } from '../../request.ts'
import { deedOf, type Fields } from './deeds.ts'
import { explained } from './explained.ts'
import { Listeners } from './live.ts'
import { html, type Markup } from './markup.ts'
import { marksOf, type Marks } from './marks.ts'
import { plainPage, worldPage, type Said } from './page.ts'
import { part, partNames } from './parts.ts'
import { pageOf, type Place } from './place.ts'
import { isSameOrigin } from './same-origin.ts'
import { piece, sheet } from './sheet.ts'
import { signIn } from './sign-in.ts'

export interface Serving {
  readonly host: Host
  /** Whoever comes has to have it, where there is one. */
  readonly token: string | undefined
  /** Asks the management interface, as whoever sent the form. */
  readonly ask: (request: Request) => Response | Promise<Response>
  /** Opens the worlds that others have opened. */
  readonly discover: () => Promise<void> | undefined
  /** Looks at a world as everybody knows it. */
  readonly within: <T>(world: string, look: () => T) => T | Promise<T>
}

/** Largest form that is read, in bytes. */
const MAX_FORM = 65_536

/** Looks at a store that others share, in milliseconds. */
const SHARED_LOOK = 1000

/** Pages over the management interface: they read what it reads, and all that they do is asked of it. */
export function pages(serving: Serving): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>()
  const listeners = new Listeners()
  const world = (query: string | undefined): string => query ?? DEFAULT_WORLD
  if (serving.token !== undefined) app.use('*', signIn(serving.token))
  app.get('/', (c) => overview(serving, { name: world(c.req.query('world')), done: c.req.query('done'), request: numberIn(c.req.query('request')) }))
  app.get('/parts', (c) => pieces(serving, world(c.req.query('world')), c.req.query('names')))
  app.get('/explained', (c) => pieceAt(serving, world(c.req.query('world')), (place) => explained(place, numberIn(c.req.query('request')) ?? 0)))
  app.get('/events', (c) => events(serving, listeners, world(c.req.query('world'))))
  app.post('/do/:deed', (c) => done(serving, c.req.raw, { deed: c.req.param('deed'), name: world(c.req.query('world')) }))
  app.all('*', () =>
    sheet({ title: 'Nothing here', body: plainPage('Nothing here', html`<p><a href="${pageOf(DEFAULT_WORLD)}">To the worlds</a></p>`), status: 404 }),
  )
  return app
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Looks at a world; undefined where it is not open. Looking opens none but the one that is always there. */
async function at<T>({ host, discover, within }: Serving, name: string, look: (place: Place) => T): Promise<T | undefined> {
  await discover()
  if (name !== DEFAULT_WORLD && !host.worlds().some((world) => world.name === name)) return undefined
  return within(name, () => look({ host, world: host.world(name) }))
}

interface Shown {
  readonly name: string
  readonly done?: string | undefined
  readonly request?: number | undefined
  readonly refused?: { readonly text: string; readonly status: number }
}

async function overview(serving: Serving, { name, done, request, refused }: Shown): Promise<Response> {
  const words = done === undefined ? undefined : deedOf(done)?.said
  const said: Said | undefined =
    refused === undefined ? (words === undefined ? undefined : { kind: 'done', text: words }) : { kind: 'refused', text: refused.text }
  const body = await at(serving, name, (place) => worldPage(place, { said, request }))
  return body === undefined ? unopened(name) : sheet({ title: `${name} · Clusterproof mock`, body, status: refused?.status ?? 200 })
}

function unopened(name: string): Promise<Response> {
  const words = html`<p>No world “${name}” is open. It may have been deleted.</p>
    <p><a href="${pageOf(DEFAULT_WORLD)}">To the world ${DEFAULT_WORLD}</a></p>`
  return sheet({ title: 'No such world', body: plainPage('No such world', words), status: 404 })
}

/** Some parts of a page, made anew. */
function pieces(serving: Serving, name: string, names = ''): Promise<Response> {
  const wanted = partNames.filter((one) => names.split(',').includes(one))
  return pieceAt(serving, name, (place) => html`${wanted.map((one) => part(place, one))}`)
}

async function pieceAt(serving: Serving, name: string, make: (place: Place) => Markup | undefined): Promise<Response> {
  const body = await at(serving, name, make)
  return body === undefined ? piece(html`<p>There is nothing to show any more.</p>`, 404) : piece(body)
}

async function events(serving: Serving, listeners: Listeners, name: string): Promise<Response> {
  const { host } = serving
  const look = (): Promise<Marks | undefined> => at(serving, name, marksOf)
  const response = listeners.listen({ look, closing: host.closing, ...(host.replicas && { everyMs: SHARED_LOOK }) })
  return response ?? new Response('Too many pages are open.\n', { status: 503, headers: { 'retry-after': '10', 'content-type': 'text/plain; charset=utf-8' } })
}

/** What a form asks for is asked of the management interface; then the page is shown again. */
async function done(serving: Serving, request: Request, { deed: named, name }: { deed: string; name: string }): Promise<Response> {
  if (!isSameOrigin(request)) return foreign()
  const deed = deedOf(named)
  if (deed === undefined) return overview(serving, { name, refused: { text: `There is no “${named}” to do.`, status: 404 } })
  const fields = await fieldsOf(request)
  if (fields === undefined) return overview(serving, { name, refused: { text: `The form is larger than ${MAX_FORM} bytes.`, status: 413 } })
  const asking = await at(serving, name, (place) => deed.ask(fields, place))
  if (asking === undefined) return unopened(name)
  const { method, path, body } = asking
  const address = `http://mock.invalid/__admin${path}?${String(new URLSearchParams({ world: name }))}`
  const answer = await serving.ask(
    new Request(address, { method, headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) }),
  )
  if (!answer.ok) return overview(serving, { name, refused: { text: await detailOf(answer), status: answer.status } })
  await answer.body?.cancel()
  return new Response(null, { status: 303, headers: { location: `${pageOf(deed.leads?.(fields) ?? name, { done: named })}#${deed.part}` } })
}

async function fieldsOf(request: Request): Promise<Fields | undefined> {
  const body = await bodyOf(request, (name) => request.headers.get(name) ?? undefined, MAX_FORM)
  return body.kind === 'too-large' ? undefined : Object.fromEntries(new URLSearchParams(Buffer.from(body.bytes).toString('utf8')))
}

/** Why not, in the words of the problem document. */
async function detailOf(answer: Response): Promise<string> {
  const problem: Json = JSON.parse(await answer.text())
  return isObject(problem) && typeof problem['detail'] === 'string' ? problem['detail'] : `The mock answered ${answer.status}.`
}

function foreign(): Promise<Response> {
  const words = html`<p>This form was not sent by a page of this mock, so nothing was done.</p>
    <p><a href="${pageOf(DEFAULT_WORLD)}">To the world ${DEFAULT_WORLD}</a></p>`
  return sheet({ title: 'Refused', body: plainPage('Refused', words), status: 403 })
}
