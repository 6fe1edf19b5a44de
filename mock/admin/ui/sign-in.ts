import type { MiddlewareHandler } from 'hono'
import type { Bindings } from '../../bindings.ts'
import { digits } from '../../ids.ts'
import { bodyOf } from '../../request.ts'
import { isBearer, isSame } from '../guard.ts'
import { html } from './markup.ts'
import { plainPage } from './page.ts'
import { ROOT } from './place.ts'
import { isSameOrigin } from './same-origin.ts'
import { sheet } from './sheet.ts'

/** Name of the cookie of those who have shown the token. */
const COOKIE = 'clusterproof-ui'

/** Largest form that is read, in bytes. */
const MAX_FORM = 4096

/** A browser cannot send a token with a link, so people show it once. What is kept of it opens nothing but the pages. */
export function signIn(token: string): MiddlewareHandler<{ Bindings: Bindings }> {
  const kept = digits('pages', token)
  return async (c, next) => {
    const request = c.req.raw
    if (isBearer(request.headers.get('authorization'), token) || cookies(request).some((value) => isSame(value, kept))) return next()
    if (request.method !== 'POST') return asked(401)
    if (!isSameOrigin(request)) return asked(403)
    if (!isSame(await sent(request), token)) return asked(401, 'That is not the token.')
    const cookie = `${COOKIE}=${kept}; Path=${ROOT}; HttpOnly; SameSite=Strict`
    return new Response(null, { status: 303, headers: { location: ROOT, 'set-cookie': cookie } })
  }
}

function cookies({ headers }: Request): readonly string[] {
  const pairs = (headers.get('cookie') ?? '').split(/; */)
  return pairs.flatMap((pair) => (pair.startsWith(`${COOKIE}=`) ? [pair.slice(COOKIE.length + 1)] : []))
}

async function sent(request: Request): Promise<string> {
  const body = await bodyOf(request, (name) => request.headers.get(name) ?? undefined, MAX_FORM)
  return body.kind === 'too-large' ? '' : (new URLSearchParams(Buffer.from(body.bytes).toString('utf8')).get('token') ?? '')
}

function asked(status: number, why?: string): Promise<Response> {
  const form = html`${why !== undefined && html`<div class="said refused" role="alert"><p>${why}</p></div>`}
    <form class="row card" method="post" action="${ROOT}/sign-in">
      <p class="field grow">
        <label for="token">The token that the mock was started with</label><input id="token" name="token" type="password" autocomplete="off" required />
      </p>
      <button class="main">Open</button>
    </form>`
  return sheet({ title: 'Clusterproof mock', body: plainPage('This mock needs its token', form), status })
}
