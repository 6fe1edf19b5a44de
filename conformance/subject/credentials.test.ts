import { expect, test } from 'vitest'
import { credentialsIn } from './credentials.ts'

test.each([
  ['a member of YAML', 'users:\n- name: a\n  user:\n    token: sample-token\n', ['sample-token']],
  ['a quoted one', 'password: "with space"\r\nclient-key-data: \'a2V5\'\r\n', ['with space', 'a2V5']],
  ['one in a flow', "user: {token: 'abc', name: b}", ['abc']],
  ['a member of JSON', '{"user":{"token":"abc","client-key-data" : "ZGF0YQ=="}}', ['abc', 'ZGF0YQ==']],
  ['one behind a dash', '- token: abc # a comment', ['abc']],
  ['several', 'id-token: one\nrefresh-token: two\n', ['one', 'two']],
])('finds the secret of %s', (_, text, found) => {
  expect(credentialsIn(text)).toEqual(found)
})

test.each([
  ['another member', 'certificate-authority-data: abc\nserver: https://token.example.com\n'],
  ['a name that ends alike', 'my_token: abc\ntokens: abc\n'],
  ['a member without a value', 'token:\nname: a\n'],
])('takes %s for no secret', (_, text) => {
  expect(credentialsIn(text)).toEqual([])
})
