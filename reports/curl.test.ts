import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curl, quoted } from './curl.ts'
import type { Sent } from './curl.ts'

function sent(request: Partial<Sent['request']>): Sent {
  return { request: { method: 'GET', target: '/v1/clusters', headers: [], ...request } }
}

/** What a shell would hand to curl: its arguments, and what it reads from a pipe. */
function run(command: string): { words: string[]; input: string } {
  const script = `curl() { printf '%s\\000' "$@"; case "$*" in *'--data-binary @-') cat;; esac; }\n${command}`
  const output = execFileSync('/bin/sh', ['-c', script], { env: { TOKEN: 'secret', READONLY_TOKEN: 'weaker', SECRET_2: 'shown' }, encoding: 'utf8' })
  const words = output.split('\u0000')
  const end = words.indexOf('@-') + 1
  return end > 0 ? { words: words.slice(0, end), input: words.slice(end).join('\u0000') } : { words: words.slice(0, -1), input: '' }
}

describe('curl', () => {
  it('sends the recorded request to the target, with the token as a variable', () => {
    const command = curl(
      sent({
        method: 'PATCH',
        headers: [
          ['authorization', 'Bearer {admin}'],
          ['content-type', 'application/json'],
          ['if-match', '"1"'],
        ],
        body: '{"a":1}',
      }),
      'https://api.example.test/',
    )
    expect(command).toContain('-H "Authorization: Bearer $TOKEN"')
    expect(run(command).words).toEqual([
      '-i',
      '--globoff',
      '--path-as-is',
      '-X',
      'PATCH',
      'https://api.example.test/v1/clusters',
      '-H',
      'Authorization: Bearer secret',
      '-H',
      'content-type: application/json',
      '-H',
      'if-match: "1"',
      '--data-binary',
      '{"a":1}',
    ])
  })

  it('keeps single quotes, dollars, backticks and newlines of a body from the shell', () => {
    const body = `it's $(reboot) \`reboot\` "!" \\n\n`
    expect(run(curl(sent({ method: 'POST', body }), 'mock')).words.at(-1)).toBe(body)
  })

  it('never lets a body that begins with @ name a file', () => {
    const { words, input } = run(curl(sent({ method: 'POST', body: '@/etc/hostname' }), 'mock'))
    expect([words.at(-1), input]).toEqual(['@-', '@/etc/hostname'])
  })

  it('writes control characters as escapes, and yet sends them', () => {
    const body = `\u0000\u001b[31m\u202e'\\033 7\r\n`
    const command = curl(sent({ method: 'POST', body }), 'mock')
    expect(command).toMatch(/^[\x20-\x7e\n]+$/)
    expect(run(command).input).toBe(body)
  })

  it('sends no media type where none was sent', () => {
    expect(curl(sent({ method: 'POST', body: '{}' }), 'mock')).toContain(`-H 'content-type:'`)
  })

  it('sends an empty field as empty instead of leaving it out', () => {
    expect(curl(sent({ headers: [['if-match', '']] }), 'mock')).toContain(`-H 'if-match;'`)
  })

  it('names another variable for another principal, and keeps the scheme as it was written', () => {
    expect(curl(sent({ headers: [['authorization', 'bEARER {readonly}']] }), 'mock')).toContain('"Authorization: bEARER $READONLY_TOKEN"')
  })

  it('puts variables where secrets were, also inside a body, a path and an altered credential', () => {
    const body = `{"it's":"{secret-2}"}`
    const headers = [
      ['authorization', 'Bearer {admin}x'],
      ['content-type', 'a/b'],
    ] as const
    const { words } = run(curl(sent({ method: 'PUT', target: '/keys/{secret-2}?q={unknown}', headers, body }), 'mock'))
    expect(words.slice(5)).toEqual([
      'http://127.0.0.1:4010/keys/shown?q={unknown}',
      '-H',
      'authorization: Bearer secretx',
      '-H',
      'content-type: a/b',
      '--data-binary',
      `{"it's":"shown"}`,
    ])
    expect(run(curl(sent({ method: 'PUT', body: `\u0001${body}` }), 'mock')).input).toBe(`\u0001{"it's":"shown"}`)
  })

  it('prints a literal credential as it was recorded', () => {
    expect(curl(sent({ headers: [['Authorization', 'Basic [?]']] }), 'mock')).toContain(`'Authorization: Basic [?]'`)
  })

  it('takes the origin of a target whose path the recorded request already holds', () => {
    expect(run(curl(sent({ target: '/base/v1' }), 'https://a.test:8443/base')).words.at(-1)).toBe('https://a.test:8443/base/v1')
  })

  it('asks with --head for HEAD, quotes a strange method, and keeps a target that is no path', () => {
    expect(run(curl(sent({ method: 'HEAD' }), 'mock')).words).toContain('--head')
    expect(run(curl(sent({ method: `!#$'|` }), 'mock')).words).toContain(`!#$'|`)
    expect(run(curl(sent({ method: 'OPTIONS', target: '*' }), 'https://a.test')).words).toEqual([
      '-i',
      '--globoff',
      '--path-as-is',
      '-X',
      'OPTIONS',
      '--request-target',
      '*',
      'https://a.test',
    ])
  })

  it('names the default address of the mock, since that of the run is gone', () => {
    expect(run(curl(sent({}), 'mock')).words.at(-1)).toBe('http://127.0.0.1:4010/v1/clusters')
  })
})

describe('quoted', () => {
  it('stands for exactly the text, whatever a shell could make of it', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from(`'"\\$\`!*?~ \n#;&|<>()[]{}=%aé😀\u001b\u202e`)) }).filter((drawn) => !drawn.endsWith('\n'))
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (texts) => {
        const output = execFileSync('/bin/sh', ['-c', `printf '%s\\000' ${texts.map(quoted).join(' ')}`], { encoding: 'utf8' })
        expect(output.split('\u0000').slice(0, -1)).toEqual(texts)
      }),
      { seed: 1, numRuns: 20 },
    )
  })
})
