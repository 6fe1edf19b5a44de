import fc from 'fast-check'

/** A text that is written and read back: plain data, so that it can be part of a scenario. */
export type Sample = {
  readonly name: string
  readonly text: string
  /** True where a server that looks into it may well turn it away. */
  readonly doubtful: boolean
}

/** Nothing here opens anything. */
const token = 'sample-token-that-opens-nothing'

function config(mark: string): string {
  return `apiVersion: v1
kind: Config
current-context: main
clusters:
  - name: main
    cluster:
      server: https://${mark}.clusters.example.com:6443
contexts:
  - name: main
    context:
      cluster: main
      user: main
users:
  - name: main
    user:
      token: ${token}-${mark}
`
}

/** A text of the kind that such operations keep, which differs by its mark. */
export function plainText(mark: string): string {
  return config(mark)
}

/** The same as one object of JSON, which is YAML too. */
function json(mark: string): string {
  const named = (name: string, key: string, value: unknown) => ({ name, [key]: value })
  const value = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [named('main', 'cluster', { server: `https://${mark}.clusters.example.com:6443` })],
    contexts: [named('main', 'context', { cluster: 'main', user: 'main' })],
    users: [named('main', 'user', { token: `${token}-${mark}` })],
  }
  return JSON.stringify(value)
}

/** Letters of many scripts and planes; no line breaks besides ours, and nothing that is a placeholder of the suite. */
const letters = Array.from('aZ09 _-.,;:!?/\\\'"<>&%$@äßéñøΩжשع中文字日本語한글🚀👩‍💻𝔘\u0301\u00a0\u2028')

/** Texts of which every byte counts, as large as `most` bytes. */
export function samples(most: number): fc.Arbitrary<Sample[]> {
  const line = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 40 })
  const sure = (name: string, text: string): Sample => ({ name, text, doubtful: false })
  const doubtful = (name: string, text: string): Sample => ({ name, text, doubtful: true })
  return fc
    .tuple(line, line)
    .map(([one, other]) => [
      sure('plain', config('plain')),
      sure('tabs and spaces at the ends of lines', config('tabs').replaceAll('\n', ' \t\n').replace('kind:', '#\ttab\t\nkind:')),
      sure('lines that end in CRLF', config('crlf').replaceAll('\n', '\r\n')),
      sure('no line end at last', config('trimmed').trimEnd()),
      sure('empty lines at both ends', `\n\n${config('lines')}\n\n\n`),
      sure('comments of many letters', `# ${one}\n${config('letters')}# ${other} Ωжש中\n`),
      sure('quotes and a document mark', `---\n${config('quoted').replace('v1', "'v1'").replace('Config', '"Config"')}`),
      sure('one object of JSON', json('json')),
      sure('JSON in several lines', `${JSON.stringify(JSON.parse(json('lines')), null, 4)}\n`),
      sure('a large text', large(most)),
      doubtful('a text that is one JSON string', '"sample"'),
      doubtful('a text that is one number', '1.0'),
      doubtful('a comment and no more', '# nothing\n'),
      doubtful('nothing', ''),
    ])
}

/** Comments behind a plain text, `most` bytes in all. */
function large(most: number): string {
  const plain = config('large')
  const line = '# a line that says little, and that many times over\n'
  return (plain + line.repeat(Math.ceil(most / line.length))).slice(0, Math.max(plain.length, most))
}
