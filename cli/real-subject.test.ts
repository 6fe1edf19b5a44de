import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Contract } from '../specs/contract.ts'
import { realSubject } from './real-subject.ts'

const contract = {
  id: 'pretend',
  behaviour: {
    auth: { credentials: { scope: 'tenant' } },
    seed: { principals: { admin: { token: 'sample', params: { tenant: 'acme' } } } },
    lifecycles: { cluster: { settles: { withinSeconds: 900 }, vanishes: { withinSeconds: 300 } } },
  },
} as unknown as Contract

const target = 'https://api.example.com'
const env = { TOKEN: 'secret-of-admin', SECOND: 'secret-of-other', EMPTY: '', SPACED: 'Bearer abc' }

describe('realSubject', () => {
  test('takes tokens from the variables named and binds each to its own parameters', () => {
    const flags = { target, tokenEnv: 'TOKEN', param: { tenant: 'mine' }, secondTokenEnv: 'SECOND', secondParam: { tenant: 'theirs' } }

    expect(realSubject(contract, flags, env).principals).toEqual({
      admin: { token: 'secret-of-admin', params: { tenant: 'mine' } },
      other: { token: 'secret-of-other', params: { tenant: 'theirs' } },
    })
  })

  test('waits as long as the slowest lifecycle may last, and asks a stranger seldom', () => {
    const flags = { tokenEnv: 'TOKEN', param: { tenant: 'mine' } }

    expect(realSubject(contract, { ...flags, target }, env).patience).toEqual({ attempts: 180, pauseMs: 5000 })
    expect(realSubject(contract, { ...flags, target: 'http://127.0.0.1:4010' }, env).patience).toEqual({ attempts: 4500, pauseMs: 200 })
  })

  test('reads the kubeconfig that may be imported, and refuses a file that holds none', () => {
    const flags = { target, tokenEnv: 'TOKEN', param: { tenant: 'mine' } }
    const file = fileURLToPath(new URL('../fixtures/kubeconfigs/valid/kind.yaml', import.meta.url))

    expect(realSubject(contract, { ...flags, kubeconfig: file }, env).kubeconfig).toContain('kind: Config')
    expect(realSubject(contract, flags, env)).not.toHaveProperty('kubeconfig')
    expect(() => realSubject(contract, { ...flags, kubeconfig: '/nowhere/at/all' }, env)).toThrow('Failed to read --kubeconfig /nowhere/at/all')
    const readme = fileURLToPath(new URL('../README.md', import.meta.url))
    expect(() => realSubject(contract, { ...flags, kubeconfig: readme }, env)).toThrow(/Failed to read --kubeconfig .*README\.md: .+ Name a file/)
  })

  test('takes values for what is on offer, of which a contract has samples only', () => {
    const rules = [{ rule: 'offered', at: '/harbour', values: ['kiel'], basis: 'assumed', source: 'made up' }]
    const offering = { ...contract, behaviour: { ...contract.behaviour, resources: { boat: { address: ['tenant', 'boat'], rules } } } } as unknown as Contract
    const flags = { target, tokenEnv: 'TOKEN', param: { tenant: 'mine', harbour: 'rostock' } }

    expect(realSubject(offering, flags, env).principals.admin.params).toEqual({ tenant: 'mine', harbour: 'rostock' })
  })

  test('asks for the scope only where a path tells it, and for nothing else that a path may hold', () => {
    const bound = {
      ...contract,
      operations: new Map([
        ['list', { template: '/tenants/{tenant}/boats' }],
        ['zones', { template: '/zones/{zone}' }],
      ]),
    }
    const auth = { ...contract.behaviour.auth, context: { basis: 'assumed', source: 'made up' } }
    const told = { ...bound, behaviour: { ...contract.behaviour, auth } } as unknown as Contract
    const untold = { ...told, operations: new Map([['list', { template: '/boats' }]]) } as unknown as Contract
    const flags = { target, tokenEnv: 'TOKEN' }

    expect(() => realSubject(told, flags, env)).toThrow('nothing is known for the path parameter tenant. Add --param tenant=<yours>.')
    expect(realSubject(told, { ...flags, param: { tenant: 'mine' } }, env).principals.admin.params).toEqual({ tenant: 'mine' })
    expect(realSubject(untold, flags, env).principals.admin.params).toEqual({ tenant: 'own' })
  })

  test('refuses a path parameter that no path has', () => {
    const flags = { target, tokenEnv: 'TOKEN', param: { tenant: 'mine', tenent: 'mine' } }
    expect(() => realSubject(contract, flags, env)).toThrow('pretend has no parameter "tenent". Did you mean tenant?')
  })

  test('does not repeat a token that was given in place of the name of its variable', () => {
    const flags = { target, tokenEnv: 'sk_sample_0123456789', param: { tenant: 'mine' } }
    expect(() => realSubject(contract, flags, env)).toThrow(/no environment variable of that name is set/)
    expect(() => realSubject(contract, flags, env)).not.toThrow(/sk_sample/)
  })

  test('exhausts no limit and changes nothing given unless told to', () => {
    const flags = { target, tokenEnv: 'TOKEN', param: { tenant: 'mine' } }

    expect(realSubject(contract, flags, env)).not.toHaveProperty('burst')
    expect(realSubject(contract, flags, env)).not.toHaveProperty('mayChangeGiven')
    expect(realSubject(contract, { ...flags, burst: true }, env).burst?.baseUrl).toBe(target)
  })

  test.each([
    [{}, /--token-env VAR/],
    [{ tokenEnv: 'ABSENT' }, /ABSENT is not set/],
    [{ tokenEnv: 'EMPTY' }, /EMPTY is empty/],
    [{ tokenEnv: 'SPACED' }, /SPACED holds a space/],
    [{ tokenEnv: 'TOKEN' }, /--param tenant=<yours>/],
    [{ tokenEnv: 'TOKEN', param: { tenant: 'a' }, secondParam: { tenant: 'b' } }, /--second-token-env/],
    [{ tokenEnv: 'TOKEN', param: { tenant: 'a' }, secondTokenEnv: 'SECOND' }, /--second-param tenant=<yours>/],
  ])('says what is missing in %j', (flags, message) => {
    const withParams = 'tokenEnv' in flags && flags.tokenEnv !== 'TOKEN' ? { ...flags, param: { tenant: 'mine' } } : flags

    expect(() => realSubject(contract, { target, ...withParams }, env)).toThrow(message)
  })

  test('never repeats a token that was given in place of a variable', () => {
    const given = 'kupe_a1b2-secret'

    expect(() => realSubject(contract, { target, tokenEnv: given, param: { tenant: 'a' } }, env)).toThrow(/no name of an environment variable/)
    expect(() => realSubject(contract, { target, tokenEnv: given, param: { tenant: 'a' } }, env)).not.toThrow(given)
  })
})
