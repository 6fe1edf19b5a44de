// The yardstick: a bare Hono app on @hono/node-server that keeps JSON in a Map and checks nothing.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const clusters = new Map()
const app = new Hono()
app.get('/api/v1/tenants/:tenant/clusters/:name', (c) => {
  const found = clusters.get(c.req.param('name'))
  return found === undefined ? c.json({ error: 'not found' }, 404) : c.json(found)
})
app.post('/api/v1/tenants/:tenant/clusters', async (c) => {
  const body = await c.req.json()
  clusters.set(body.name, body)
  return c.json(body, 201)
})
serve({ fetch: app.fetch, port: Number(process.argv[2] ?? 0), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }))
})
