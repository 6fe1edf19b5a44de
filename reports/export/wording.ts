import type { Claim, Test } from '../../conformance/runnable/assertion.ts'
import { clipped, oneLine } from '../visible.ts'
import { CLOCK, patience, type Program, type Variable } from './program.ts'

/** What a claim says, for people. */
export function sentenceOf(claim: Claim): string {
  switch (claim.of) {
    case 'status':
      return `step ${claim.exchange} has status ${claim.statuses.join(' or ')}`
    case 'header':
      return `step ${claim.exchange} has ${tested(`the header ${claim.name}`, claim.test)}`
    case 'json':
      return `step ${claim.exchange} has ${tested(claim.at === '' ? 'the whole body' : oneLine(claim.at), claim.test)}`
    case 'item':
      return `step ${claim.exchange} lists it ${claim.times === 0 ? 'nowhere' : claim.times === 1 ? 'once' : 'somewhere'} in ${claim.at === '' ? 'its array' : oneLine(claim.at)}`
    case 'item member':
      return `step ${claim.exchange} lists it with ${tested(oneLine(claim.where), claim.test)}`
    case 'body':
      return claim.is === 'empty' ? `step ${claim.exchange} has no body` : `step ${claim.exchange} has a body that is JSON`
    default:
      return claim satisfies never
  }
}

function tested(what: string, test: Test): string {
  switch (test.is) {
    case 'present':
      return what
    case 'absent':
      return `no ${what.replace(/^the /, '')}`
    case 'like':
      return `${what} like ${test.pattern}`
    case 'one of':
      return `${what} with ${test.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'none of':
      return `${what} with anything but ${test.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'same':
    case 'other':
      return `${what} with ${test.is === 'same' ? 'the same value as' : 'another value than'} ${test.as.side === 'request' ? 'the request of ' : ''}step ${test.as.exchange}`
    default:
      return test satisfies never
  }
}

/** What stands at the top of every export, line by line, without anything that would end a comment. */
export function headOf(program: Program): readonly string[] {
  const { requirement, name, fingerprint } = program
  return [
    `${name}, finding ${fingerprint}`,
    `${requirement.level}: ${requirement.sentence} (${requirement.source})`,
    `Expected: ${program.expected}`,
    `Found: ${program.actual}`,
    `Asserts that ${program.asserts.map(sentenceOf).join(', and that ')}.`,
    ...(program.isByExample === true ? ['So the mock of the contract answers, which keeps the promise; another right answer may fail this.'] : []),
  ].map((line) => clipped(oneLine(line), 400).replaceAll('*/', '* /'))
}

/** The variables that a person may set, a line each. */
export function variableLines(program: Program): readonly string[] {
  const about = ({ name, about: what, kind, value }: Variable): string =>
    kind === 'given'
      ? `${name}: ${what}; ${oneLine(value ?? '')} when not set`
      : kind === 'fresh'
        ? `${name}: ${what}, six of a-z and 0-9; made up when not set`
        : `${name}: ${what}`
  const waits = program.steps.some(({ until }) => until !== undefined)
  return [
    `ENDPOINT: where the API is; ${program.endpoint} when not set`,
    ...program.variables.filter(({ kind }) => kind === 'secret' || kind === 'given' || kind === 'fresh').map(about),
    ...(program.steps.some(({ pause }) => pause !== undefined)
      ? [`${CLOCK}: where the clock of a mock is moved, its /__admin/clock/advance; where it is not set, time is waited for`]
      : []),
    ...(waits
      ? [`PAUSE: seconds between two looks at what is awaited, of which there are ${patience.attempts} at most; ${patience.seconds} when not set`]
      : []),
  ].map(oneLine)
}
