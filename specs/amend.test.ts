import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { amended } from './amend.ts'

const text = `# why
refusals:
  absent: { status: 404, message: 'Gone, or {detail}', tolerated: [403, 410] } # whence
  taken:
    status: 409
    code: "10"
words: []
`

test.each([
  ['/refusals/absent/status', 410, 'absent: { status: 410, message'],
  ['/refusals/absent/tolerated', [404], 'tolerated: [404] } # whence'],
  ['/refusals/absent/message', "it's", "message: 'it''s', tolerated"],
  ['/refusals/taken/code', '11', "    code: '11'\n"],
  ['/refusals/taken/status', 422, '    status: 422\n'],
  ['/refusals/absent/code', 'not_found', 'absent: { code: not_found, status: 404'],
  ['/refusals/taken/tolerated', [400], '  taken:\n    tolerated: [400]\n    status: 409'],
  ['/aliases', { Deleting: ['Terminating'] }, '# why\naliases: { Deleting: [Terminating] }\nrefusals:'],
  ['/words', ['a'], 'words: [a]\n'],
])('puts %s in its place and leaves all else as it was', (where, to, expected) => {
  const found = amended(text, where, to) ?? ''

  expect(found).toContain(expected)
  expect(found).toContain('# whence')
  expect(JSON.stringify(load(found))).toContain(JSON.stringify(to).slice(1, -1))
})

test.each(['/nowhere/at/all', '/refusals/taken', '/refusals/absent/status/deeper'])('leaves %s to a person', (where) => {
  expect(amended(text, where, 1)).toBeUndefined()
})
