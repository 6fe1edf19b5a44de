import { create } from 'xmlbuilder2'
import { describe, expect, it } from 'vitest'
import { events } from '../fixtures/events.ts'
import { junit } from './junit.ts'
import { foldReport } from './report.ts'

type Builder = ReturnType<typeof create>

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly Element[]
}

/** Parses by the library that wrote it, and hands out a tree that says nothing of the library. */
function parse(xml: string): Element {
  return element(create(xml).root())
}

function element(of: Builder): Element {
  const children: Element[] = []
  of.each((child) => {
    if (!child.node.nodeName.startsWith('#')) children.push(element(child))
  })
  const attributes: Record<string, string> = {}
  for (const { name, value } of attributesOf(of)) attributes[name] = value
  return { name: of.node.nodeName, attributes, text: of.node.textContent ?? '', children }
}

function attributesOf({ node }: Builder): Iterable<{ readonly name: string; readonly value: string }> {
  return hasAttributes(node) ? node.attributes : []
}

function hasAttributes(node: object): node is { readonly attributes: Iterable<{ readonly name: string; readonly value: string }> } {
  return 'attributes' in node
}

function all(node: Element, name: string): Element[] {
  return [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))]
}

function outcome(node: Element, name: string): readonly Element[] | undefined {
  return all(node, 'testcase').find((found) => found.attributes['name'] === name)?.children
}

describe('junit', () => {
  const root = parse(junit(foldReport(events)))

  it('counts truthfully, for each suite and for all', () => {
    for (const node of [root, ...all(root, 'testsuite')]) {
      const skipped = String(all(node, 'skipped').length)
      expect(node.attributes).toMatchObject({
        tests: String(all(node, 'testcase').length),
        failures: String(all(node, 'failure').length),
        errors: String(all(node, 'error').length),
        ...(node !== root && { skipped }),
        time: '0',
      })
    }
    expect(root.attributes).toMatchObject({ tests: '9', failures: '1', errors: '1' })
  })

  it('says of each verdict what a CI system makes the right colour of', () => {
    expect(outcome(root, 'list.shape (cluster)')).toEqual([])
    expect(outcome(root, 'etag.if-match-stale-not-performed (cluster)')).toMatchObject([{ name: 'failure', attributes: { type: 'MUST' } }])
    expect(outcome(root, 'content.head (cluster)')).toMatchObject([{ name: 'error' }])
    expect(outcome(root, 'auth.scope-403')).toMatchObject([{ name: 'skipped', attributes: { message: 'No credential with fewer rights was given.' } }])
    expect(outcome(root, 'del.no-resurrection (cluster)')).toMatchObject([
      { name: 'skipped', attributes: { message: 'blocked: No cluster could be made: 403.' } },
    ])
    expect(outcome(root, 'rl.retry-after-honest')).toMatchObject([
      { name: 'skipped', attributes: { message: 'inconclusive: Throttled beyond patience: <60 s>.' } },
    ])
  })

  it('passes an observation and tells of it', () => {
    const [node, ...more] = outcome(root, 'val.unicode-roundtrip (cluster)') ?? []
    expect([node?.name, more]).toEqual(['system-out', []])
    expect(node?.text).toMatch(/^observed: The text came back changed\./)
  })

  it('shows hostile characters as escapes and stays well-formed', () => {
    const text = outcome(root, 'val.unicode-roundtrip (cluster)')?.[0]?.text
    expect(text).toContain('Actual: displayName \\u0000\\u001b[31m\\ud800\\u202e]]></failure><script>```</details>')
    expect(junit(foldReport(events))).not.toMatch(/[^\P{C}\n]/u)
  })

  it('shows an entity that the subject sent as the characters it sent, known to XML or not', () => {
    const report = foldReport(events)
    const because = '&lt; &amp; &amp;amp; &unknown; & <'
    const xml = junit({ ...report, checks: report.checks.map((check) => Object.assign({}, check, { because })) })
    expect(xml).toContain('message="&amp;lt; &amp;amp; &amp;amp;amp; &amp;unknown; &amp; &lt;"')
    const node = parse(xml)
    expect(outcome(node, 'auth.scope-403')).toMatchObject([{ attributes: { message: because } }])
    expect(outcome(node, 'content.head (cluster)')?.[0]?.text).toContain(`Because: ${because}\n`)
  })

  it('holds no failure without the command that shows it again', () => {
    for (const node of [...all(root, 'failure'), ...all(root, 'error')]) expect(node.text).toContain('Replay: clusterproof check example')
  })

  it('has a red case when the run came to no result, so that an empty file is never green', () => {
    const node = parse(junit(foldReport(events.slice(0, 1))))
    expect(node.attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' })
    expect(outcome(node, 'comes to a result')).toMatchObject([{ name: 'error', attributes: { message: 'The run did not finish.' } }])
  })
})
