import { checks } from '../conformance/checks/index.ts'

/** True where time is no matter: `npm run test:thorough`, as `.ci/run` has it. */
export const isThorough = process.env['CLUSTERPROOF_THOROUGH'] === '1'

/** Families of which every check sends much and sees little of how a server answers otherwise. Half of all requests are theirs. */
const heavy = ['val', 'model', 'overlap', 'rl', 'page', 'rule']

const light: readonly string[] = [...new Set(checks.map(({ family }) => family))].filter((family) => !heavy.includes(family))

/**
 * The checks to put to the server of this number among several that answer in other ways: all of them, where time is no matter.
 * Elsewhere, of those that see most of it for their requests, every third one, by turns.
 */
export function telling(turn: number): readonly string[] {
  return isThorough ? checks.map(({ id }) => id) : inTurn(turn, light)
}

/** The checks of some families: all of them, where time is no matter, and elsewhere every third one, by turns. */
export function inTurn(turn: number, families: readonly string[]): readonly string[] {
  const found = checks.filter(({ family }) => families.includes(family)).map(({ id }) => id)
  return isThorough ? found : found.filter((_, index) => (index + turn) % 3 === 0)
}
