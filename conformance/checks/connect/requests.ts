import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { allOf } from '../../judge/status.ts'
import { acceptedOver, callAll, called, refusedOver } from './steps.ts'
import type { Check } from '../../check.ts'
import type { Case, Refusing } from './steps.ts'

interface Form {
  readonly id: string
  readonly cases: readonly Case[]
  readonly refusing: Refusing
}

const version = 'connect-protocol-version'
const timeout = 'connect-timeout-ms'

/** What the Connect protocol says of the header fields and bodies of a unary call (https://connectrpc.com/docs/protocol#unary-request). */
const forms: readonly Form[] = [
  {
    // A call without the field may be refused, so that it is not sent.
    id: 'connect.version',
    refusing: { statuses: [400], code: 'invalid_argument' },
    cases: [
      { name: 'version 1', headers: { [version]: '1' }, accepted: true },
      ...['2', '0', '1.0', 'v1'].map((sent) => ({ name: `version ${sent}`, headers: { [version]: sent } })),
    ],
  },
  {
    id: 'connect.timeout',
    refusing: { statuses: [400], code: 'invalid_argument' },
    cases: [
      { name: 'a minute', headers: { [timeout]: '60000' }, accepted: true },
      ...['soon', '-1', '1.5', '60s', '12345678901'].map((sent) => ({ name: `timeout ${sent}`, headers: { [timeout]: sent } })),
    ],
  },
  {
    // A type that nothing is registered for: which other codecs a server speaks is its own affair.
    id: 'connect.media-type',
    refusing: { statuses: [415] },
    cases: [
      { name: 'JSON in UTF-8', headers: { 'content-type': 'application/json; charset=utf-8' }, accepted: true },
      { name: 'an unknown codec', headers: { 'content-type': 'application/x-clusterproof' } },
      { name: 'plain text', headers: { 'content-type': 'text/plain' } },
      { name: 'a codec of streams', headers: { 'content-type': 'application/connect+json' } },
    ],
  },
  {
    id: 'connect.encoding',
    refusing: { statuses: [501], code: 'unimplemented' },
    cases: [
      { name: 'no coding', headers: { 'content-encoding': 'identity' }, accepted: true },
      { name: 'an unknown coding', headers: { 'content-encoding': 'x-clusterproof' } },
    ],
  },
  {
    id: 'connect.malformed',
    refusing: { statuses: [400], code: 'invalid_argument' },
    cases: ['{', '{"a":1,}', '[]', '"text"', 'nul'].map((raw) => ({ name: `the body ${raw}`, headers: {}, raw })),
  },
]

export const requestChecks: readonly Check[] = forms.map(({ id, cases, refusing }) =>
  check({
    id,
    cost: 'refused',
    each: 'provider',
    runs: 1,
    needs: called,
    scenario: () => every(cases),
    drive: (api, needs, drawn) => callAll(api, needs, drawn),
    judge: (history, _, drawn) =>
      allOf(
        drawn.map(({ name, accepted }) =>
          accepted === true
            ? acceptedOver(history.find('read'), history.find(name))
            : refusedOver(history.find('read over Connect'), history.find(name), refusing),
        ),
      ),
  }),
)
