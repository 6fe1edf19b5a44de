import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { entriesOf, recordIn } from './ledger-records.ts'
import type { Entry, LedgerRecord } from './ledger.ts'

const intent = { operation: 'createBoat', marked: true }

function asked(ledger: Ledger, name: string, more: object = {}): Entry {
  return ledger.intend({
    handle: { resource: 'boat', params: { yard: 'north', name }, body: {} },
    known: true,
    as: 'admin',
    intent: { ...intent, name, ...more },
  })
}

function unnamed(ledger: Ledger, more: object = {}): Entry {
  return ledger.intend({ handle: { resource: 'pass', params: { yard: 'north' }, body: {} }, known: false, as: 'admin', intent: { ...intent, ...more } })
}

const stateOf = (ledger: Ledger, number: number) => ledger.all().find((entry) => entry.number === number)?.state

describe('Ledger', () => {
  test('has the intent written before the create may be sent, and refuses it where that fails', () => {
    const failing = new Ledger({
      write: () => {
        throw new Error('no space is left on the disk')
      },
    })

    expect(() => asked(failing, 'ark')).toThrow('no space is left')
  })

  test('goes on when what came of a create cannot be written: it has happened all the same', () => {
    let writes = 0
    const ledger = new Ledger({
      write: () => {
        writes += 1
        if (writes > 1) throw new Error('no space is left on the disk')
      },
    })

    expect(ledger.made(asked(ledger, 'ark'), { yard: 'north', name: 'ark' }).state).toBe('made')
  })

  test('keeps the winner open where creators of one name overlap and the losers are refused first', () => {
    const ledger = new Ledger()
    const [first, second] = [asked(ledger, 'ark'), asked(ledger, 'ark')]

    ledger.refused(second, 409)

    expect(ledger.open()).toEqual([first])
    expect(ledger.made(first, first.handle.params).state).toBe('made')
    expect(ledger.find('boat', { name: 'ark', yard: 'north' })).toBe(first)
  })

  test('counts one where two creates were answered with one identifier', () => {
    const ledger = new Ledger()
    const [first, second] = [unnamed(ledger), unnamed(ledger)]
    const params = { yard: 'north', id: 'p1' }

    expect(ledger.made(second, params)).toBe(second)
    expect(ledger.made(first, params)).toBe(second)
    expect(stateOf(ledger, first.number)).toBe('nothing')
  })

  test('takes a create that was lost for the one that was answered under the same key, and for no other', () => {
    const ledger = new Ledger()
    const [lost, other, again] = [unnamed(ledger, { key: 'k1' }), unnamed(ledger, { key: 'k2' }), unnamed(ledger, { key: 'k1' })]
    ledger.unknown(lost)
    ledger.unknown(other)

    ledger.made(again, { yard: 'north', id: 'p1' })

    expect([lost, other, again].map(({ state }) => state)).toEqual(['nothing', 'asked', 'made'])
  })

  test('knows that a name which is had again was free', () => {
    const ledger = new Ledger()
    const first = asked(ledger, 'ark')
    ledger.made(first, first.handle.params)
    ledger.turn(first, 'deleted')
    const second = asked(ledger, 'ark')

    ledger.made(second, second.handle.params)

    expect([first.state, second.state]).toEqual(['gone', 'made'])
  })

  test('keeps waiting for what was deleted where a create of its name is refused', () => {
    const ledger = new Ledger()
    const first = asked(ledger, 'ark')
    ledger.made(first, first.handle.params)
    ledger.turn(first, 'deleted')

    ledger.refused(asked(ledger, 'ark'), 409)

    expect(ledger.find('boat', first.handle.params)).toBe(first)
    expect(first.state).toBe('deleted')
  })
})

/** One thing that may happen to a ledger, as data: which of a few names or earlier entries it is about. */
const steps = fc.array(fc.record({ does: fc.constantFrom('ask', 'askUnnamed', 'made', 'refused', 'unknown', 'deleted', 'gone', 'found'), which: fc.nat(5) }), {
  maxLength: 30,
})

function act(ledger: Ledger, { does, which }: { readonly does: string; readonly which: number }): void {
  const entry = ledger.all()[which]
  if (does === 'ask') asked(ledger, `b${which}`)
  else if (does === 'askUnnamed') unnamed(ledger, { key: `k${which % 2}` })
  else if (does === 'found') ledger.note({ handle: { resource: 'pass', params: { id: `f${which}` }, body: {} }, known: true, as: 'other' })
  else if (entry === undefined) return
  else if (does === 'made' && entry.state === 'asked') ledger.made(entry, entry.known ? entry.handle.params : { yard: 'north', id: `p${which % 3}` })
  else if (does === 'refused' && entry.state === 'asked') ledger.refused(entry, 409)
  else if (does === 'unknown' && entry.state === 'asked') ledger.unknown(entry)
  else if ((does === 'deleted' || does === 'gone') && entry.state === 'made') ledger.turn(entry, does)
}

describe('the records of a ledger', () => {
  test('tell the same entries when they are read again, whatever happened', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const lines: string[] = []
        const ledger = new Ledger({ write: (record) => void lines.push(JSON.stringify(record)) }, 1_000_001)
        for (const step of all) act(ledger, step)

        const read = entriesOf(lines.flatMap((line) => recordIn(JSON.parse(line)) ?? []))

        expect(read).toEqual(ledger.all())
      }),
      { numRuns: 300 },
    )
  })

  test.each<[string, object]>([
    ['of an unknown kind', { record: 'rumour', entry: 1 }],
    ['without an entry', { record: 'state', state: 'made' }],
    ['of an unknown state', { record: 'state', entry: 1, state: 'lost' }],
    ['of an unknown outcome', { record: 'outcome', entry: 1, outcome: 'perhaps' }],
    ['whose parameters are no texts', { record: 'found', entry: 1, resource: 'boat', params: { name: 7 }, known: true, as: 'admin' }],
    ['of a stranger', { record: 'found', entry: 1, resource: 'boat', params: {}, known: true, as: 'nobody' }],
  ])('are none where a line is one %s', (_, json) => {
    expect(recordIn(JSON.parse(JSON.stringify(json)))).toBeUndefined()
  })

  test('of an entry that nobody announced tell of nothing', () => {
    const records: LedgerRecord[] = [{ record: 'state', entry: 7, state: 'made' }]

    expect(entriesOf(records)).toEqual([])
  })
})
