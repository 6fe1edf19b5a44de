import { checks } from '../conformance/checks/index.ts'

/** True where time is no matter: `npm run test:thorough`, as `.ci/run` has it. */
export const isThorough = process.env['CLUSTERPROOF_THOROUGH'] === '1'

/** Families of which every check sends much and sees little of how a server answers otherwise. Half of all requests are theirs. */
const heavy = ['val', 'model', 'overlap', 'rl', 'page', 'rule']

/** The families to put to a server that answers in other ways: all of them, or those that see most of it for their requests. */
export function telling(): readonly string[] {
  const families = [...new Set(checks.map(({ family }) => family))]
  return isThorough ? families : families.filter((family) => !heavy.includes(family))
}
