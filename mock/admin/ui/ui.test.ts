import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CLUSTERS, cluster, openCounter, type Counter } from './ui.test-kit.ts'

let counter: Counter

beforeAll(async () => {
  counter = await openCounter()
})
afterEach(() => counter.mock.reset())
afterAll(() => counter.mock.close())

describe('the page of a world', () => {
  test('shows a resource with the way that it takes, and what brought it there', async () => {
    await counter.call('POST', CLUSTERS, cluster)
    counter.mock.clock.advance(3000)
    const { status, flat } = await counter.see()

    expect(status).toBe(200)
    expect(flat).toContain('acme / </span>production')
    expect(flat).toMatch(
      /<li class="past transient">.*Pending.*<li class="now transient" aria-current="step">.*Provisioning.*<li class="next settled">.*Running/s,
    )
    expect(flat).toMatch(/created by <a href="\/__admin\/ui\?world=default&amp;request=1">request 1<\/a>/)
    expect(flat).toMatch(/14:00:10<\/time><span class="phase settled">Running<\/span><span class="soft">expected/)
  })

  test("calls a resource what it was called where its identifier is the vendor's own", async () => {
    await counter.call('POST', CLUSTERS, cluster)
    const world = counter.mock.world()
    const [contract] = counter.mock.contracts
    const made = contract && [...world.store(contract).all()].find(({ type }) => type === 'cluster')
    if (contract === undefined || made === undefined) throw new Error('Failed to find the cluster.')
    world.commit(contract, [{ kind: 'put', resource: { ...made, address: ['acme', 'c-1'] } }])

    expect((await counter.see()).flat).toContain('<span class="soft">acme / </span>production</h3><p class="soft small">cluster c-1 · Kupe Cloud</p>')
  })

  test('tells of a provider that nobody has asked anything that nothing lives, and makes nothing to be looked at', async () => {
    expect((await counter.see()).text).toContain('Nothing lives here yet.')
    expect(counter.mock.world().contracts()).toEqual([])
  })

  test('opens no world that is not open', async () => {
    const { status, text } = await counter.see('?world=nowhere')

    expect([status, text.includes('No world “nowhere” is open')]).toEqual([404, true])
    expect((await counter.see('/parts?world=nowhere&names=clock')).status).toBe(404)
    expect((await counter.send('freeze', {}, { world: 'nowhere' })).status).toBe(404)
    expect(counter.mock.state()).not.toContain('nowhere')
  })

  test('explains a request, and shows no token', async () => {
    await counter.call('POST', CLUSTERS, { ...cluster, name: 'NOT A NAME' })
    const { text } = await counter.see('?world=default&request=1')

    expect(text).toContain('Request 1, POST /api/v1/tenants/acme/clusters (createCluster), was answered 400')
    expect((await counter.see('?request=7')).text).toContain('does not remember request 7')
    expect((await counter.see()).text + text).not.toContain('c2FtcGxl')
  })

  test('tells how well a client behaved', async () => {
    counter.mock.world().faults.set([{ id: 'unavailable', do: { status: 429, retryAfterSeconds: 30 } }])
    for (let turn = 0; turn < 2; turn += 1) await counter.call('GET')

    expect((await counter.see()).flat).toMatch(/<li class="poor" id="g-[a-z-]+">/)
  })

  test('gives each of its ids to one element', async () => {
    await counter.call('POST', CLUSTERS, cluster)
    counter.mock.world().faults.set([{ id: 'clock', do: { status: 503 } }])
    const ids = [...(await counter.see()).flat.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  test('makes again only the parts that are named', async () => {
    const { text } = await counter.see('/parts?world=default&names=clock,faults,nothing')

    expect([...text.matchAll(/data-part="(\w+)"/g)].map(([, name]) => name)).toEqual(['clock', 'faults'])
  })
})

describe('what others have named', () => {
  const hostile = `<img src=x onerror="alert('1')">\u202E&amp;</script>`

  test('stands in the page as text, wherever it stands', async () => {
    await counter.call('POST', CLUSTERS, { ...cluster, displayName: hostile })
    await counter.call('GET', `${CLUSTERS}?name=${hostile}`)
    const world = counter.mock.world()
    const [contract] = counter.mock.contracts
    if (contract === undefined) throw new Error('Failed to find the contract.')
    const made = [...world.store(contract).all()].find(({ type }) => type === 'cluster')
    if (made === undefined) throw new Error('Failed to find the cluster.')
    world.commit(contract, [{ kind: 'put', resource: { ...made, address: ['acme', hostile], fields: { ...made.fields, name: hostile } } }])
    for (const path of ['', '?request=1', '?request=2', '/explained?world=default&request=1', '/parts?world=default&names=resources,requests']) {
      const { flat } = await counter.see(path)
      expect(flat).not.toMatch(/<img|onerror="|\u202E|<\/script>/)
    }
    expect((await counter.see()).text).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;\\u202e&amp;amp;&lt;/script&gt;')
  })

  test('cannot be brought in by an address', async () => {
    for (const path of [`?world=${encodeURIComponent(hostile)}`, `?done=${encodeURIComponent(hostile)}`, `?request=${encodeURIComponent(hostile)}`]) {
      expect((await counter.see(path)).flat).not.toContain('<img')
    }
    expect((await counter.send('open', { name: hostile })).flat).not.toContain('<img')
  })

  test('could not run or be sent anywhere, for the policy allows the own script and styles alone', async () => {
    const { text, headers } = await counter.see()
    const policy = headers.get('content-security-policy') ?? ''
    const digest = (name: string): string =>
      createHash('sha256')
        .update(new RegExp(`<${name}>(.*)</${name}>`, 's').exec(text)?.[1] ?? '')
        .digest('base64')

    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      'img-src data:',
      `style-src 'sha256-${digest('style')}'`,
      `script-src 'sha256-${digest('script')}'`,
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
    expect(text).not.toMatch(/ (style|on[a-z]+)="/)
    expect(['x-content-type-options', 'x-frame-options', 'referrer-policy', 'cache-control'].map((name) => headers.get(name))).toEqual([
      'nosniff',
      'DENY',
      'same-origin',
      'no-store',
    ])
  })
})

describe('a form', () => {
  const foreign: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://mock.invalid:3000' }],
    ['a page that hides where it is from', { origin: 'null' }],
    ['nobody knows where', {}],
    ['another site, by what the browser says of it', { 'sec-fetch-site': 'cross-site' }],
    ['another site of this machine', { origin: 'http://mock.invalid', 'sec-fetch-site': 'same-site' }],
    ['another site, whatever the browser says', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ]

  test.each(foreign)('from %s is refused, and nothing is done', async (_, headers) => {
    const before = counter.mock.clock.now()

    expect((await counter.send('advance', { seconds: '60' }, { headers })).status).toBe(403)
    expect(counter.mock.clock.now()).toBe(before)
  })

  test('leads back to its part of the page, which says what was done', async () => {
    const { status, headers } = await counter.send('advance', { seconds: '60' })

    expect([status, headers.get('location')]).toEqual([303, '/__admin/ui?world=default&done=advance#clock'])
    expect((await counter.see('?world=default&done=advance')).flat).toMatch(/role="status"><p>The clock was advanced\.<\/p>/)
  })

  test('that cannot be fulfilled shows why, in the words of the management interface', async () => {
    for (const [deed, fields, status, words] of [
      ['advance', { seconds: 'soon' }, 400, 'seconds'],
      ['advance', { seconds: '-1' }, 400, 'seconds'],
      ['open', { name: '' }, 400, 'is not a name'],
      ['open', { name: '../reset' }, 400, 'is not a name'],
      ['load', { name: 'nothing' }, 404, 'There is no snapshot'],
      ['add-fault', { preset: 'failure', operation: 'kupe/listPlans' }, 400, 'no lifecycle fails'],
      ['add-fault', { preset: 'constructor', turn: 'toString' }, 400, 'body'],
      ['trigger', { provider: 'kupe', type: 'cluster', address: '{', trigger: 'degrade' }, 400, 'address'],
      ['delete-world', {}, 409, 'always there'],
      ['constructor', {}, 404, 'constructor'],
    ] as const) {
      const answer = await counter.send(deed, fields)
      expect([deed, answer.status]).toEqual([deed, status])
      expect(/<div id="said" class="said refused" role="status"><p>(.*?)<\/p>/s.exec(answer.flat)?.[1]).toContain(words)
    }
  })

  test('of more than 64 kB is refused', async () => {
    expect((await counter.send('open', { name: 'x'.repeat(70_000) })).status).toBe(413)
  })

  test('is done as the operation that it is, so that a capsule holds it', async () => {
    const recording = await openCounter({ record: true })
    await recording.send('advance', { seconds: '60' })
    await recording.see()

    expect(recording.mock.capsule()).toContain('/__admin/clock/advance?world=default')
    expect(recording.mock.capsule()).not.toContain('/__admin/ui')
  })
})
