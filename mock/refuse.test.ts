import { expect, test } from 'vitest'
import type { RefusalReply } from '../specs/behaviour.ts'
import { library } from './library.test-kit.ts'
import { refuse, type Refused } from './refuse.ts'

const said = { basis: 'documented', source: 'a test' } as const
const violation = { '@type': 'BadRequest', faults: [{ field: '{field}', why: '{detail}' }] }
const info = { '@type': 'Info', of: '{resource}', name: '{id}', fixed: 1 }
const { behaviour, ...rest } = library()

function bodyOf(details: RefusalReply['details'], refused: Omit<Refused, 'refusal'>) {
  const envelope = { ...behaviour.errors.envelope, body: { code: '{code}', details: '{details}' } }
  const reply: RefusalReply = { status: 400, code: '3', message: '{detail}', ...(details === undefined ? {} : { details }), ...said }
  return refuse({ ...rest, behaviour: { ...behaviour, errors: { envelope, refusals: { 'rule-broken': reply } } } }, { refusal: 'rule-broken', ...refused }).body
}

test('the details of a refusal tell the field in dots, and what is wrong with it', () => {
  expect(bodyOf([violation], { detail: 'too long', path: ['body', 'net', 'names', '0'] })).toEqual({
    code: 3,
    details: [{ '@type': 'BadRequest', faults: [{ field: 'net.names.0', why: 'too long' }] }],
  })
})

test('the details of a refusal tell what it is about', () => {
  expect(bodyOf([info], { facts: { resource: 'book', id: 'b1' } })).toEqual({ code: 3, details: [{ '@type': 'Info', of: 'book', name: 'b1', fixed: 1 }] })
})

test('what somebody sent is told again in part only, where it is long', () => {
  const long = 'x'.repeat(5000)
  const told = `${'x'.repeat(1999)}…`

  expect(bodyOf([violation, info], { detail: long, path: ['body', long], facts: { resource: 'book', id: long } })).toEqual({
    code: 3,
    details: [
      { '@type': 'BadRequest', faults: [{ field: told, why: told }] },
      { '@type': 'Info', of: 'book', name: told, fixed: 1 },
    ],
  })
})

test('a detail with a word that nobody knows is left out, and with the last of them the member', () => {
  expect(bodyOf([violation, info], { facts: { resource: 'book', id: 'b1' }, path: ['body'] })).toEqual({
    code: 3,
    details: [{ '@type': 'Info', of: 'book', name: 'b1', fixed: 1 }],
  })
  expect(bodyOf([violation, info], {})).toEqual({ code: 3 })
  expect(bodyOf(undefined, {})).toEqual({ code: 3 })
})

test('an operation refuses in its own words where it has some, and in those of all operations otherwise', () => {
  const reply: RefusalReply = { status: 404, code: '1', message: 'all: {detail}', ...said }
  const errors = { envelope: { ...behaviour.errors.envelope, body: '{message}' }, refusals: { absent: reply } }
  const contract = { ...rest, behaviour: { ...behaviour, errors } }
  const refused: Refused = { refusal: 'absent', detail: 'no book' }
  const own = { refusals: { absent: { ...reply, status: 410, message: 'own: {detail}' } } }
  expect(refuse(contract, refused, own)).toMatchObject({ status: 410, body: 'own: no book' })
  expect(refuse(contract, refused, { refusals: { 'in-use': reply } })).toMatchObject({ status: 404, body: 'all: no book' })
  expect(refuse(contract, refused)).toMatchObject({ status: 404, body: 'all: no book' })
})
