import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { kubeconfigProblem } from '../../mock/kubeconfig.ts'
import { at } from '../../specs/json.ts'
import { brokenKubeconfigs, followed, inertKubeconfigs, kubeconfigs, plainKubeconfig, unsafeYaml } from './kubeconfig.ts'
import type { Json } from '../../specs/json.ts'

const mark = 'cp-1a2b3c'
const problem = (text: string) => kubeconfigProblem(text, { maxBytes: 256 * 1024, maxAliases: 1000 })
const drawn = fc.sample(kubeconfigs(mark), { seed: 3, numRuns: 1000 })

test('the plain kubeconfig is accepted, and names its mark as host and token', () => {
  expect(problem(plainKubeconfig(mark))).toBeUndefined()
  expect(plainKubeconfig(mark)).toContain(`server: https://${mark}.clusters.example.com:6443\n`)
  expect(plainKubeconfig(mark)).toContain(`token: cp-canary-${mark}\n`)
})

describe('drawn kubeconfigs', () => {
  test('are accepted, whatever their style', () => {
    fc.assert(
      fc.property(kubeconfigs(mark), ({ text }) => problem(text) === undefined),
      { seed: 7, numRuns: 1000 },
    )
  })

  test('lead by their current context to the server they tell, and hold the secrets they tell', () => {
    const wrong = drawn.filter(({ text, server, secrets }) => {
      const value = load(text) as Json
      const find = (list: string, name: Json | undefined) => (at(value, list) as Json[]).find((item) => at(item, '/name') === name)
      const context = find('/contexts', at(value, '/current-context'))
      const found = at(find('/clusters', at(context, '/context/cluster')), '/cluster/server')
      const read = JSON.stringify(value) + (JSON.stringify(value).match(/[\w+/=]{40,}/g) ?? []).map((data) => atob(data)).join('')
      return found !== server || secrets.length === 0 || secrets.some((secret) => !read.includes(secret))
    })

    expect(wrong).toEqual([])
  })

  test('show every style and shape', () => {
    const texts = drawn.map(({ text }) => text)
    const shapes = [
      /^---/,
      /^# A sample/m,
      /\r\n/,
      /^\{"?[a-z]/,
      /^\{\n/,
      /^users:$/m,
      /token: cp-canary/,
      /token: 'cp-canary/,
      /token: "cp-canary/,
      /client-key-data/,
      /namespace/,
    ]

    expect(shapes.filter((shape) => !texts.some((text) => shape.test(text)))).toEqual([])
    expect(texts.some((text) => (text.match(/server/g) ?? []).length === 3)).toBe(true)
  })

  test('take another cluster than the first one, so that a reader of the first one is found out', () => {
    expect(
      drawn.some(({ text, server }) => text.includes('server') && text.indexOf(server) > text.indexOf('https://other-') && text.includes('https://other-')),
    ).toBe(true)
  })

  test('are the same for the same mark and seed', () => {
    expect(fc.sample(kubeconfigs(mark), { seed: 3, numRuns: 50 })).toEqual(drawn.slice(0, 50))
  })
})

describe('broken kubeconfigs', () => {
  const all = brokenKubeconfigs(mark)

  test.each(all.filter(({ expectation }) => expectation === 'refused'))('are refused: $name', ({ text }) => {
    expect(problem(text)).toBeDefined()
  })

  test('differ from the plain one, from each other, and have names of their own', () => {
    expect(new Set([plainKubeconfig(mark), ...all.map(({ text }) => text)]).size).toBe(all.length + 1)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(brokenKubeconfigs(mark)).toEqual(all)
  })

  test('are readable YAML, except for those that are broken as texts', () => {
    const unreadable = all.filter(({ text }) => problem(text)?.startsWith('the text is not readable')).map(({ name }) => name)

    expect(unreadable).toEqual(['indented by tabs', 'a quote that does not end', 'a bracket that does not end', 'binary', 'text after the end of the document'])
  })
})

describe('kubeconfigs that lead elsewhere', () => {
  const all = inertKubeconfigs(mark)

  test.each(all)('$name bears its sign, and a name that nothing has', ({ text, sign }) => {
    expect(text).toContain(sign)
    expect(sign).toMatch(/canary.*cp-1a2b3c/)
  })

  test.each(all)('$name is read or refused for what it is, without a sign', ({ text, sign }) => {
    expect(problem(text) ?? '').not.toContain(sign)
    expect(problem(text) ?? 'names a file, is not supported').toMatch(/names a file|is not supported/)
  })

  test('an attempt is known by the words of Go, Node and Python', () => {
    const words = [
      'exec: "canary-not-found": executable file not found in $PATH',
      'exec: executable canary-not-found-1 not found',
      'spawn canary-not-found ENOENT',
      "[Errno 2] No such file or directory: '/nonexistent/canary'",
      'dial tcp: lookup canary-proxy.invalid on 10.0.0.1:53: no such host',
      'getaddrinfo ENOTFOUND canary-proxy.invalid',
    ]

    expect(words.filter((word) => !followed.test(word))).toEqual([])
    expect(followed.test('users[0].user.tokenFile names a file, which is not read')).toBe(false)
  })
})

describe('unsafe YAML', () => {
  const all = unsafeYaml(mark)

  test.each(all)('$name is told from the plain kubeconfig and stays small', ({ text }) => {
    expect(text).not.toBe(plainKubeconfig(mark))
    expect(text.length).toBeLessThan(70_000)
  })

  test('is refused, except for what is plain data', () => {
    const taken = all.filter(({ text }) => problem(text) === undefined).map(({ name }) => name)

    expect(taken).toEqual(['aliases of four levels', 'a scalar of 64 KiB', 'a key named __proto__'])
  })
})
