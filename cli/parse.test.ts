import { describe, expect, test } from 'vitest'
import { UsageError } from './exit.ts'
import { clock, count, lifecycle, limits, onOff, pairs, port, seed, statuses, target } from './parse.ts'

describe('flags', () => {
  test('take the values that --help names', () => {
    expect([port('0'), port('65535'), seed('-7'), count('--runs')('3')]).toEqual([0, 65_535, -7, 3])
    expect([clock('real'), clock('60x'), clock('0.5x')]).toEqual(['real', { scale: 60 }, { scale: 0.5 }])
    expect(clock('2026-01-31T12:00:00Z')).toEqual({ scale: 0, at: '2026-01-31T12:00:00Z' })
    expect([lifecycle('manual'), lifecycle('reads:3')]).toEqual(['manual', { reads: 3 }])
    expect(limits('100/60')).toEqual({ requests: 100, windowSeconds: 60 })
    expect([onOff('--phase-tag')('on'), onOff('--phase-tag')('off')]).toEqual([true, false])
  })

  test.each([
    () => port('65536'),
    () => port('4010x'),
    () => port(''),
    () => seed('1e3'),
    () => seed('seven'),
    () => count('--runs')('0'),
    () => clock('60'),
    () => clock('2026-13-01T00:00:00Z'),
    () => clock('tomorrow'),
    () => lifecycle('reads:0'),
    () => lifecycle('never'),
    () => limits('kupe'),
    () => limits('0/60'),
    () => onOff('--phase-tag')('yes'),
    () => pairs('--param', 'a=b')('=b'),
    () => statuses('--success', 'deploy=200')('deploy'),
    () => statuses('--success', 'deploy=200')('deploy=404'),
    () => target('ftp://example.com'),
    () => target('example.com'),
    () => target('https://example.com/?a=b'),
  ])('refuse everything else with what is allowed (%#)', (read) => {
    expect(read).toThrow(UsageError)
    expect(read).toThrow(/^Failed to read --[a-z-]+: ".*" is not one of its values\. (Use|Leave)/)
  })

  test('collect pairs, and keep what follows the first "="', () => {
    const read = pairs('--param', 'tenant=acme')

    expect(read('token=a=b', read('tenant=acme'))).toEqual({ tenant: 'acme', token: 'a=b' })
  })
})

describe('--target', () => {
  test('keeps a path prefix and drops the slash at the end', () => {
    expect(target('https://Example.com:8443/__world/w1/')).toBe('https://example.com:8443/__world/w1')
  })

  test('refuses credentials without repeating them', () => {
    expect(() => target('https://me:hunter2@example.com')).toThrow(/holds credentials/)
    expect(() => target('https://me:hunter2@example.com')).not.toThrow(/hunter2/)
  })
})
