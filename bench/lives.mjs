// Lives of clusters, one request after the other, as clients lead them. `send` waits for its turn; `expect` complains of another status.
import { akua, kupe, pause, region } from './client.mjs'
import { cluster, clusters } from './load.mjs'

/** Made, awaited by polling, read, changed with its tag, deleted, awaited. In the world that all share. */
export async function polled(send, expect, name) {
  const path = `${clusters}/${name}`
  expect(await send('POST', clusters, { headers: kupe, body: cluster(name) }), 201)
  let found = await send('GET', path, { headers: kupe })
  while (found.json?.status?.phase !== 'Running') {
    expect(found, 200)
    await pause(50)
    found = await send('GET', path, { headers: kupe })
  }
  const patch = { resources: { cpu: '8', memory: '16Gi', storage: '100Gi' } }
  expect(await send('PATCH', path, { headers: { ...kupe, 'if-match': found.headers.etag }, body: patch }), 200)
  expect(await send('GET', path, { headers: kupe }), 200)
  expect(await send('DELETE', path, { headers: kupe }), 204)
  while ((await send('GET', path, { headers: kupe })).status === 200) await pause(50)
}

/** Made with an idempotency key, awaited by long polls, read, changed, deleted, awaited. In a world of its own, where everybody starts anew now and then. */
export async function awaited(send, expect, { world, name }) {
  const headers = { ...akua, 'x-mock-world': world }
  const made = await send('POST', '/v1/clusters', { headers: { ...headers, 'idempotency-key': name }, body: { name, region_id: region } })
  expect(made, 202)
  await done(send, expect, { operation: made.json.id, headers })
  const path = `/v1/clusters/${made.json.owner_id}`
  const found = await send('GET', path, { headers })
  expect(found, 200)
  const changed = await send('PATCH', path, { headers: { ...headers, 'if-match': found.json.etag }, body: { name: `${name}-b` } })
  expect(changed, 200)
  const gone = await send('DELETE', path, { headers: { ...headers, 'if-match': changed.json.etag } })
  expect(gone, 202)
  await done(send, expect, { operation: gone.json.id, headers })
  expect(await send('GET', path, { headers }), 404)
}

/** A wait that gives up before it is done asks again. */
async function done(send, expect, { operation, headers }) {
  for (;;) {
    const answer = await send('POST', `/v1/operations/${operation}:wait?timeout=6`, { headers })
    expect(answer, 200)
    if (answer.json?.done !== false) return
  }
}
