import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Ledger } from '../conformance/ledger.ts'
import { beginLedger, continueLedger, newRunId, readLedger } from './ledger-file.ts'

const header = {
  record: 'run',
  ledger: 1,
  run: 'k3v9qd',
  suite: '0.0.0',
  provider: 'boatyard',
  contract: 'abc',
  wire: 'rest',
  target: 'https://boats.example.com',
  seed: 7,
  tokenEnv: 'TOKEN',
  param: { yard: 'north' },
} as const
const handle = { resource: 'boat', params: { yard: 'north', name: 'ark' }, body: { secret: 'never written' } }
const intent = { operation: 'createBoat', name: 'ark', marked: true }
const boat = { handle, known: true, as: 'admin', intent } as const

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'clusterproof-ledger-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function begun(name = 'ledger.jsonl') {
  const path = join(folder, name)
  const file = beginLedger(path, header)
  return { path, file, ledger: new Ledger(file.journal) }
}

describe('a ledger on disk', () => {
  test('tells a reader who knows nothing else where to go, what was made and what became of it', () => {
    const { path, file, ledger } = begun()
    const entry = ledger.intend(boat)
    ledger.made(entry, handle.params)
    ledger.turn(entry, 'deleted')

    const read = readLedger(path)

    expect(read.header).toMatchObject({ ...header, pid: process.pid, host: hostname() })
    expect(read.entries).toEqual([{ ...entry, handle: { ...handle, body: {} } }])
    expect(read.closed).toBe(false)
    file.close(undefined)
  })

  test('is readable by its owner alone, and holds no body', () => {
    const { path, file, ledger } = begun()
    ledger.intend(boat)
    file.close(undefined)

    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).not.toContain('never written')
  })

  test('has every record on the disk as soon as it is written', () => {
    const { path, file, ledger } = begun()
    const lengths = [0, 1, 2].map((index) => {
      ledger.intend({ ...boat, handle: { ...handle, params: { yard: 'north', name: `b${index}` } } })
      return readFileSync(path, 'utf8').split('\n').length
    })
    file.close(undefined)

    expect(lengths).toEqual([3, 4, 5])
  })

  test('says that it is closed only where nothing is left', () => {
    const sums = { type: 'cleanup.finished', created: 1, deleted: 1, handedOver: 0 } as const
    const [clean, left] = [begun('clean.jsonl'), begun('left.jsonl')]
    clean.file.close({ ...sums, left: [] })
    left.file.close({ ...sums, deleted: 0, left: ['/boats/ark'] })

    expect([readLedger(clean.path).closed, readLedger(left.path).closed]).toEqual([true, false])
  })

  test('is never overwritten', () => {
    const { path, file } = begun()
    file.close(undefined)

    expect(() => beginLedger(path, header)).toThrow(
      `Failed to begin the ledger ${path}: it is there already. Name another file, or see \`clusterproof sweep ${path}\`.`,
    )
  })

  test('lies in a folder that nobody commits by mistake, unless a place is named', () => {
    const file = beginLedger(undefined, header, folder)
    file.close(undefined)

    expect(file.path).toBe('.clusterproof/ledger-k3v9qd.jsonl')
    expect(readFileSync(join(folder, '.clusterproof/.gitignore'), 'utf8')).toBe('*\n')
  })

  test.each(['/dev/null/ledger.jsonl', '/nowhere/at/all.jsonl'])('cannot be begun at %s: a usage error, and nothing is sent', (path) => {
    expect(() => beginLedger(path, header)).toThrow(/^Failed to open the ledger .*: the system says (ENOTDIR|ENOENT)\. Name a file in a folder/)
  })
})

describe('a ledger that a kill has cut off', () => {
  test.each([1, 10, 60])('is read but for its last record, %i characters short', (missing) => {
    const { path, file, ledger } = begun()
    const first = ledger.intend(boat)
    ledger.intend({ ...boat, handle: { ...handle, params: { yard: 'north', name: 'brig' } } })
    file.close(undefined)
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -missing))

    expect(readLedger(path).entries.map(({ number }) => number)).toEqual(missing === 1 ? [1, 2] : [first.number])
  })

  test('is gone on with on a line of its own, and can be read after that', () => {
    const { path, file, ledger } = begun()
    const entry = ledger.intend(boat)
    ledger.made(entry, handle.params)
    file.close(undefined)
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))

    const again = continueLedger(path)
    const resumed = new Ledger(again.journal)
    for (const one of readLedger(path).entries) resumed.restore(one)
    resumed.turn(resumed.open()[0]!, 'nothing')
    again.close({ type: 'cleanup.finished', created: 0, deleted: 0, handedOver: 0, left: [] })

    expect(readLedger(path)).toMatchObject({ closed: true, entries: [{ state: 'nothing' }] })
  })

  test('that was damaged in its midst is not read as if it were whole', () => {
    const { path, file, ledger } = begun()
    ledger.intend(boat)
    ledger.intend({ ...boat, handle: { ...handle, params: { yard: 'north', name: 'brig' } } })
    file.close(undefined)
    const [first = '', second = '', ...rest] = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, [first, second.slice(5), ...rest].join('\n'))

    expect(() => readLedger(path)).toThrow(/line 2 is no record/)
  })

  test.each<[string, string]>([
    ['is empty', ''],
    ['is something else', '{"name":"package"}\n'],
    ['is no JSON', 'hello\n'],
    ['is of a later version', JSON.stringify({ ...header, ledger: 2, at: '', pid: 1, host: '' })],
    ['is about no address', JSON.stringify({ ...header, target: 'nowhere', at: '', pid: 1, host: '' })],
  ])('is none where the file %s', (_, content) => {
    const path = join(folder, 'other')
    writeFileSync(path, content)

    expect(() => readLedger(path)).toThrow(`Failed to read the ledger ${path}: its first line is not the header of one.`)
  })
})

describe('the lock of a ledger', () => {
  test('keeps out whoever else would write it, and lets them in afterwards', () => {
    const { path, file } = begun()

    expect(() => continueLedger(path)).toThrow(`process ${process.pid} on ${hostname()} is writing it`)
    file.close(undefined)
    continueLedger(path).close(undefined)
  })

  test('is taken over from a process that is no more', () => {
    const { path, file } = begun()
    file.close(undefined)
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(`${path}.lock`, JSON.stringify({ pid, host: hostname() }))

    continueLedger(path).close(undefined)
    expect(() => statSync(`${path}.lock`)).toThrow('ENOENT')
  })

  test.each([JSON.stringify({ pid: 1, host: 'another-machine' }), '', 'garbage'])(
    'is respected where nobody can tell whether its process lives: %j',
    (content) => {
      const { path, file } = begun()
      file.close(undefined)
      writeFileSync(`${path}.lock`, content)

      expect(() => continueLedger(path)).toThrow(`remove ${path}.lock`)
    },
  )
})

test('run ids are of a grammar that every name admits, and no two are alike', () => {
  const ids = Array.from({ length: 200 }, newRunId)

  expect(ids.filter((id) => !/^[a-z0-9]{6}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(200)
})
