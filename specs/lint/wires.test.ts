import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lintProvider } from '../lint.ts'
import { soundProvider } from './edited.test-kit.ts'
import type { Mistake } from './edited.test-kit.ts'

const { texts, after, lineOf } = soundProvider('railway')
const made = ', basis: assumed, source: made up'

const inMasks: readonly Mistake[] = [
  { rule: 'pointer-exists', from: 'at: /mask\n', to: 'at: /masks\n', says: "nothing at '/masks' in the body of 'mendTrack'" },
  {
    rule: 'pointer-exists',
    from: 'names: [stations, signals.manual]',
    to: 'names: [stations, signals.loud]',
    says: "nothing at '/signals/loud' in the body of 'mendTrack'",
    at: 'names: [stations',
  },
  { rule: 'mask-path', from: 'names: [diner, diner.cook', to: 'names: [diner, diner.cook, engine', says: "The path 'engine' stands here twice" },
  { rule: 'mask-path', from: 'except: [signals.manual]', to: 'except: [signals]', says: "No mask names 'signals'. Write one of 'stations', 'signals.manual'" },
  { rule: 'shape', from: 'names: [stations, signals.manual]', to: 'names: [/stations, signals.manual]', says: 'must match pattern' },
  {
    rule: 'action-member',
    from: 'getTrack: { action: read,',
    to: `getTrack: { action: read, mask: { at: /mask, paths: [{ names: [id]${made} }], unknown: { policy: refuse${made} }, clears: { basis: assumed, source: made up }, absent: { policy: keep${made} }${made} },`,
    says: "'mask' means nothing to the action 'read', only to 'update'",
    at: 'getTrack: {',
  },
]

const inBodies: readonly Mistake[] = [
  {
    rule: 'parameter-exists',
    from: 'binds: { track: /id }\n    mask',
    to: 'binds: { rail: /id }\n    mask',
    says: "has no parameter 'rail'. Write one of 'track'",
  },
  {
    rule: 'pointer-exists',
    from: 'binds: { track: /id }\n    mask',
    to: 'binds: { track: /number }\n    mask',
    says: "nothing at '/number' in the body of 'mendTrack'",
  },
  {
    rule: 'bind-body',
    from: 'getTrack: { action: read,',
    to: 'getTrack: { action: read, binds: { track: /id },',
    says: "declares no body of 'getTrack'",
    at: 'getTrack: {',
  },
  {
    rule: 'pointer-exists',
    from: 'getTrack: { action: read, resource: track, representation: /track',
    to: 'getTrack: { action: read, resource: track, representation: /rail',
    says: "nothing at '/rail' in the answer of 'getTrack'",
  },
  {
    rule: 'representation-schema',
    from: 'getTrain: { action: read, resource: train, representation: /train',
    to: 'getTrain: { action: read, resource: train, representation: /since',
    says: "What stands at '/since' in the answer of 'getTrain' has not the schema 'Train'",
  },
  {
    rule: 'representation-wrapped',
    from: 'getTrain: { action: read, resource: train, representation: /train',
    to: 'getTrain: { action: read, resource: train',
    says: "holds a 'Train' at '/train', and is none itself. Add `representation: /train`",
  },
  {
    rule: 'action-member',
    from: 'listTracks: { action: list,',
    to: 'listTracks: { action: list, representation: /rows,',
    says: "'representation' means nothing to the action 'list'",
  },
]

const inConnect: readonly Mistake[] = [
  { rule: 'schema-exists', from: 'error: SpokenTrouble', to: 'error: Silence', says: "components.schemas has no 'Silence'" },
  {
    rule: 'schema-exists',
    from: 'operation: listTrains, request: Everything',
    to: 'operation: listTrains, request: Nothing',
    says: "components.schemas has no 'Nothing'",
  },
  {
    rule: 'operation-exists',
    from: 'operation: listTrains,',
    to: 'operation: listTrams,',
    says: "no operation 'listTrams' in `operations`. Write one of 'listTracks'",
  },
  {
    rule: 'connect-operation',
    from: 'operation: listTrains,',
    to: 'operation: listTracks,',
    says: "'listTracks' is done by rail.v3.Tracks/ListTracks already",
  },
  {
    rule: 'connect-binds',
    from: 'GetTrain: { operation: getTrain, request: GetTrain, binds: { train: /id } }',
    to: 'GetTrain: { operation: getTrain, request: GetTrain }',
    says: "tells the path parameter 'train' of 'getTrain'",
  },
  {
    rule: 'parameter-exists',
    from: 'request: GetTrain, binds: { train: /id } }',
    to: 'request: GetTrain, binds: { train: /id, tram: /id } }',
    says: "has no parameter 'tram'",
  },
  {
    rule: 'pointer-exists',
    from: 'request: GetTrain, binds: { train: /id }',
    to: 'request: GetTrain, binds: { train: /number }',
    says: "nothing at '/number' in the message 'GetTrain'",
  },
  {
    rule: 'pointer-exists',
    from: 'operation: mendTrack, request: MendTrack',
    to: 'operation: mendTrack, request: GetTrack',
    says: "nothing at '/mask' in the message 'GetTrack'",
  },
  { rule: 'connect-code', from: "in-use: { status: 400, code: '9',", to: "in-use: { status: 400, code: '17',", says: "'17', which is none of google.rpc.Code" },
  {
    rule: 'connect-code',
    from: "in-use: { status: 400, code: '9',",
    to: 'in-use: { status: 400, code: busy,',
    says: "'busy', which is none of google.rpc.Code",
  },
  {
    rule: 'connect-code',
    from: "in-use: { status: 400, code: '9',",
    to: 'in-use: { status: 400,',
    says: "The refusal 'in-use' has no code, and there is `connect`. Write a number from '1' to '16'",
  },
  { rule: 'shape', from: 'rail.v3.Trains:', to: 'rail/v3:', says: 'must match pattern' },
  {
    rule: 'refusal-missing',
    from: `    deadline-exceeded: { status: 504, code: '4', message: none${made} }\n`,
    to: '',
    says: "no refusal 'deadline-exceeded', but a call over the Connect protocol may say how long it waits",
    at: '  refusals:',
  },
]

const inErrors: readonly Mistake[] = [
  {
    rule: 'refusal-details',
    from: "resourceType: '{resource}'",
    to: "resourceType: '{type}'",
    says: "'{type}' stands for nothing. Write one of '{detail}', '{field}', '{resource}', '{id}'",
  },
  { rule: 'refusal-details', from: ", details: '{details}' }", to: ' }', says: 'no member `{details}`', at: "details: [{ '@type': type.example/BadRequest" },
  { rule: 'refusal-details', from: "'@type': type.example/ResourceInfo, ", to: '', says: 'a detail tells its type, and this one has none. Add `@type`' },
]

const outsideThePath: readonly Mistake[] = [
  { rule: 'credential-scope', from: ', scope: company }', to: ' }', says: "The scope is the credential's own, but credentials have none", at: 'context: {' },
  { rule: 'credential-scope', from: 'context: { basis', to: 'context: { broad: pass, basis', says: 'neither a path nor a header tells which one is meant' },
  {
    rule: 'operation-address',
    from: '  context: { basis: assumed, source: made up }\n',
    to: '  # none\n',
    says: "has the path parameters none, but 'list' on 'track' needs 'company'",
    at: 'listTracks: {',
  },
]

describe('a behaviour.yaml for two wires', () => {
  test('is sound as it stands, and its document too: messages of the second wire are used', async () => {
    expect(await lintProvider(fileURLToPath(new URL('../../fixtures/railway', import.meta.url)))).toEqual([])
  })

  test.each([...inMasks, ...inBodies, ...inConnect, ...inErrors, ...outsideThePath])('$rule is told of "$to" for "$from"', ({ rule, from, to, says, at }) => {
    const found = after('behaviour', from, to).find((finding) => finding.rule === rule && finding.message.includes(says))
    expect(found).toMatchObject({ file: 'behaviour.yaml', line: lineOf('behaviour', at ?? from) })
  })

  test('is told of a mask where the document declares no body', () => {
    const found = after(
      'openapi',
      texts.openapi.slice(texts.openapi.indexOf('      operationId: mendTrack'), texts.openapi.indexOf('operationId: liftTrack')),
      `      operationId: mendTrack
      summary: Change a track
      responses:
        '200': { $ref: '#/components/responses/Track' }
    delete:
      `,
    )
    expect(found.map(({ rule }) => rule)).toContain('mask-body')
  })

  test('is told of a representation where no success has a body', () => {
    const found = after(
      'openapi',
      "        '200': { $ref: '#/components/responses/Train' }\n        '404'",
      "        '204': { description: It is there. }\n        '404'",
    )
    expect(found).toMatchObject([
      { rule: 'representation-schema', message: expect.stringContaining("no body of a success of 'getTrain'"), line: lineOf('behaviour', 'getTrain: {') },
    ])
  })

  test('may show what is viewed in a member of the answer', () => {
    const viewed = 'getTrain: { action: view, resource: train, representation: /train, shows: { /newer: { value: true } }'
    expect(after('behaviour', 'getTrain: { action: read, resource: train, representation: /train', viewed)).toEqual([])
    const found = after('behaviour', 'getTrain: { action: read, resource: train, representation: /train', viewed.replace('/newer', '/older'))
    expect(found).toMatchObject([{ rule: 'pointer-exists', message: expect.stringContaining("nothing at '/older' in the answer of 'getTrain'") }])
  })

  test('may leave operations to one wire', () => {
    expect(after('behaviour', '      ListTrains: { operation: listTrains, request: Everything }\n', '')).toEqual([])
  })
})
