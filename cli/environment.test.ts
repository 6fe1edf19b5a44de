import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { Contract } from '../specs/contract.ts'
import { environmentOf, exportLine, isLoopbackHost, originOf } from './environment.ts'
import { UsageError } from './exit.ts'

function contractWith(environment: readonly { name: string; value: string }[]): Contract {
  const principals = { admin: { token: 'sample-token', params: { tenant: 'acme' } } }
  return { behaviour: { provider: { id: 'pretend', environment }, seed: { principals } } } as unknown as Contract
}

describe('environmentOf', () => {
  test('fills in the origin, the token and the path parameters, and leaves other braces alone', () => {
    const contract = contractWith([
      { name: 'P_URL', value: '{origin}/v1/{tenant}' },
      { name: 'P_TOKEN', value: '{token}' },
      { name: 'P_X', value: '{x}' },
    ])

    expect(environmentOf(contract, 'http://h:1')).toEqual([
      ['P_URL', 'http://h:1/v1/acme'],
      ['P_TOKEN', 'sample-token'],
      ['P_X', '{x}'],
    ])
  })

  test('refuses a name that a shell would read as a command', () => {
    expect(() => environmentOf(contractWith([{ name: 'X; rm -rf ~;', value: 'a' }]), 'http://h:1')).toThrow(UsageError)
  })
})

describe('exportLine', () => {
  test('gives a shell exactly the value, whatever it holds', () => {
    const value = 'it\'s $HOME `id` "x" \\ !'

    const seen = execFileSync('sh', ['-c', `${exportLine(['VALUE', value])}; printf %s "$VALUE"`], { encoding: 'utf8' })

    expect(seen).toBe(value)
  })
})

test('an address that stands for all is shown as one that a client can use', () => {
  expect(['0.0.0.0', '::', '127.0.0.1', '::1'].map((host) => originOf(host, 4010))).toEqual([
    'http://127.0.0.1:4010',
    'http://[::1]:4010',
    'http://127.0.0.1:4010',
    'http://[::1]:4010',
  ])
})

test('only addresses of this machine count as loopback', () => {
  expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isLoopbackHost)).toBe(true)
  expect(['0.0.0.0', '::', '127.0.0.1.example.com', '192.168.0.1', 'example.com'].some(isLoopbackHost)).toBe(false)
})
