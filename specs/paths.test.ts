import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contract, Operation } from './contract.ts'
import { ContractError } from './finding.ts'
import { buildRoutes } from './paths.ts'
import type { Match } from './paths.ts'

function contract(id: string, basePath: string, paths: readonly string[]): Contract {
  const operations = paths.map((line): [string, Operation] => {
    const [method = '', path = ''] = line.split(' ')
    return [line, { id: line, method, template: basePath + path, parameters: [], responses: new Map(), open: false }]
  })
  const unused: Pick<Contract, 'document' | 'behaviour'> = JSON.parse('{"document":{},"behaviour":{}}')
  return {
    id,
    title: id,
    folder: `./${id}`,
    basePath,
    roots: [basePath],
    wire: 'rest',
    hash: '',
    ...unused,
    operations: new Map(operations),
    validate: () => [],
    schemaAt: () => undefined,
  }
}

const one = contract('one', '/api/v1', [
  'GET /clusters',
  'POST /clusters',
  'GET /clusters/{name}',
  'DELETE /clusters/{name}',
  'POST /clusters/import',
  'POST /clusters:import',
  'POST /clusters/{name}:suspend',
  'GET /clusters/{name}/logs',
  'GET /clusters/import/logs/{day}',
  'GET /members/{email}',
])
const two = contract('two', '/api/v2', ['GET /clusters/{id}'])
const routes = buildRoutes([one, two])

function told(match: Match): string {
  if (match.kind === 'found') return `${match.operation.id} ${JSON.stringify(match.params)}`
  return match.kind === 'none' ? `none ${match.contract?.id ?? ''}`.trim() : `allow ${match.allow.join(' ')}`
}

describe('the route of a path', () => {
  test.each([
    ['GET', '/api/v1/clusters', 'GET /clusters {}'],
    ['GET', '/api/v1/clusters/a', 'GET /clusters/{name} {"name":"a"}'],
    ['GET', '/api/v2/clusters/a', 'GET /clusters/{id} {"id":"a"}'],
    ['POST', '/api/v1/clusters/import', 'POST /clusters/import {}'],
    ['GET', '/api/v1/clusters/import', 'GET /clusters/{name} {"name":"import"}'],
    ['GET', '/api/v1/clusters/import/logs', 'GET /clusters/{name}/logs {"name":"import"}'],
    ['GET', '/api/v1/clusters/import/logs/7', 'GET /clusters/import/logs/{day} {"day":"7"}'],
    ['POST', '/api/v1/clusters:import', 'POST /clusters:import {}'],
    ['POST', '/api/v1/clusters%3Aimport', 'POST /clusters:import {}'],
    ['POST', '/api/v1/clusters/a:suspend', 'POST /clusters/{name}:suspend {"name":"a"}'],
    ['POST', '/api/v1/clusters/a%3asuspend', 'POST /clusters/{name}:suspend {"name":"a"}'],
    ['POST', '/api/v1/clusters/a:b:suspend', 'POST /clusters/{name}:suspend {"name":"a:b"}'],
    ['GET', '/api/v1/clusters/a:suspend', 'GET /clusters/{name} {"name":"a:suspend"}'],
    ['GET', '/api/v1/members/a%40b.com', 'GET /members/{email} {"email":"a@b.com"}'],
    ['GET', '/api/v1/members/a+b', 'GET /members/{email} {"email":"a+b"}'],
    ['GET', '/api/v1/clusters/a%2Fb', 'GET /clusters/{name} {"name":"a/b"}'],
    ['PUT', '/api/v1/clusters/a', 'allow DELETE GET'],
    ['PUT', '/api/v1/clusters/import', 'allow DELETE GET POST'],
    ['POST', '/api/v1/clusters/:suspend', 'allow DELETE GET'],
    ['GET', '/api/v1/clusters/%zz', 'none one'],
    ['GET', '/api/v1/clusters/%ff', 'none one'],
    ['GET', '/api/v1/clusters/', 'none one'],
    ['GET', '/api/v1//clusters', 'none one'],
    ['GET', '/api/v1', 'none one'],
    ['GET', '/api/v2/nothing', 'none two'],
    ['GET', '/api/v10/clusters', 'none'],
    ['GET', 'api/v1/clusters', 'none'],
    ['GET', '*', 'none'],
  ])('of %s %s is %s', (method, path, expected) => expect(told(routes.match(method, path))).toBe(expected))

  test('gives every parameter back as it was before it was encoded', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(text, (name) => {
        expect(told(routes.match('DELETE', `/api/v1/clusters/${encodeURIComponent(name)}`))).toBe(`DELETE /clusters/{name} ${JSON.stringify({ name })}`)
      }),
    )
  })

  test('is looked for without throwing, whatever the path', () => {
    const piece = fc.constantFrom('/', 'api', 'v1', 'clusters', ':', '%', '%3A', '%2', 'import', 'é', '\0', '?', '{name}')
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => void routes.match('GET', pieces.join(''))))
  })
})

describe('two operations of one method and one shape', () => {
  test('are refused with both folders and both paths named', () => {
    const other = contract('other', '/api', ['GET /v1/clusters/{id}'])
    const build = () => buildRoutes([one, other])
    expect(build).toThrow(ContractError)
    expect(build).toThrow(/GET \/api\/v1\/clusters\/\{name\} of '\.\/one' and GET \/api\/v1\/clusters\/\{id\} of '\.\/other' cannot be told apart/)
  })

  test('are told apart by their methods', () => {
    const other = contract('other', '/api', ['PUT /v1/clusters/{id}'])
    expect(told(buildRoutes([one, other]).match('PUT', '/api/v1/clusters/a'))).toBe('PUT /v1/clusters/{id} {"id":"a"}')
  })
})
