import fc from 'fast-check'
import { expect, test } from 'vitest'
import { surfacedIn, Vault, vaultFor } from './vault.ts'

const secret = 'sample "token", that/opens+nothing?'
const vault = new Vault({ admin: secret })
const inBase64 = (text: string) => Buffer.from(text).toString('base64')

test.each<[string, string]>([
  ['as it is', secret],
  ['with the escapes of JSON', JSON.stringify({ a: secret })],
  ['with the escapes of a URL', `/v1?token=${encodeURIComponent(secret)}`],
  ['in base64', inBase64(secret)],
  ['in base64 behind one byte', inBase64(`a${secret}`)],
  ['in base64 behind two bytes', inBase64(`ab${secret}`)],
  ['in base64 amid a text', inBase64(`users:\n- user:\n    token: ${secret}\n  name: me\n`)],
  ['in the base64 of URLs', Buffer.from(`{"sub":"${secret}?>"}`).toString('base64url')],
  ['in hexadecimal', `0x${Buffer.from(secret).toString('hex')}`],
  ['in hexadecimal of capitals', Buffer.from(secret).toString('hex').toUpperCase()],
])('shows nothing of a secret that stands somewhere %s, and gives it back when it is sent', (_, text) => {
  const hidden = vault.hide(text)

  expect(hidden).not.toBe(text)
  expect(surfacedIn(hidden).map(({ name }) => name)).toEqual(['admin'])
  expect(text.startsWith('{"a"') ? vault.revealIn(hidden) : vault.reveal(hidden)).toBe(text.startsWith('/v1') ? `/v1?token=${secret}` : text)
})

test('finds a secret in base64 wherever it stands', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), fc.boolean(), (before, after, isForUrls) => {
      const bytes = Buffer.concat([before, Buffer.from(secret), after])

      expect(vault.hide(bytes.toString(isForUrls ? 'base64url' : 'base64'))).toMatch(/\{admin:base64(url)?-[012]\}/)
    }),
  )
})

test('believes no subject that speaks in placeholders', () => {
  const told = vault.hideTold('{admin} {secret-1} {admin:hex} {other} {id}')

  expect(surfacedIn(told)).toEqual([])
  expect(vault.reveal(told)).toBe(told)
})

test('tells whoever writes what stood in a text', () => {
  expect(vault.guard(`# Report\n${secret} and {admin}\n`)).toEqual({ text: '# Report\n{admin} and {admin}\n', found: ['{admin}'] })
  expect(vault.guard('Bearer {admin}')).toEqual({ text: 'Bearer {admin}', found: [] })
})

test('knows what opens something in the kubeconfig that a run was given', () => {
  const given = vaultFor({
    principals: { admin: { token: 'token-of-the-admin', params: {} } },
    kubeconfig: 'kind: Config\nusers:\n- user:\n    token: token-of-a-cluster\n',
  })

  expect(given.hide('token-of-a-cluster')).toBe('{secret-1}')
})
