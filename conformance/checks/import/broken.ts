import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { brokenKubeconfigs, plainKubeconfig } from '../../generate/kubeconfig.ts'
import { all } from '../../need.ts'
import { withAt } from '../../../specs/json.ts'
import { carrying, judged, MARK, tryImports } from './attempts.ts'
import { importing, usable } from './needs.ts'
import type { Check } from '../../check.ts'
import type { Need } from '../../need.ts'
import type { Reading } from '../../reading.ts'
import type { Attempted } from './attempts.ts'
import type { Importing } from './needs.ts'

/** A kubeconfig that must be refused, or may be. */
type Sample = { readonly name: string; readonly text: string; readonly lenient: boolean }

const structures: readonly Sample[] = brokenKubeconfigs(MARK).map(({ name, text, expectation }) => ({ name, text, lenient: expectation === 'either' }))

/** Servers that no client of Kubernetes could use, or should. None is an address of anything: real ones would be a scan. */
const servers: readonly Sample[] = [
  ['http', `http://${MARK}.clusters.example.com:6443`],
  ['file', `file:///nonexistent/canary-${MARK}`],
  ['ftp', `ftp://${MARK}.clusters.example.com`],
  ['javascript', 'javascript:canary()'],
  ['no scheme', `${MARK}.clusters.example.com:6443`],
  ['a path', '/api'],
  ['no host', 'https://:6443'],
  ['credentials', `https://admin:cp-canary-${MARK}@${MARK}.clusters.example.com`],
  ['a port that is none', `https://${MARK}.clusters.example.com:99999`],
  ['a blank in the host', `https://${MARK} .clusters.example.com`],
].map(([name = '', server = '']) => ({
  name: `server: ${name}`,
  text: plainKubeconfig(MARK).replace(`https://${MARK}.clusters.example.com:6443`, JSON.stringify(server)),
  lenient: false,
}))

/** A check that kubeconfigs are refused and leave nothing behind, one at a time. */
function refuses(id: string, samples: readonly Sample[]): Check {
  return check({
    id,
    cost: 'destructive',
    each: 'provider',
    runs: 1,
    needs: (reading) => all({ own: importing(reading), rule: usable(reading), unusable: reading.refusal('unusable-kubeconfig'), invalid: invalid(reading) }),
    scenario: () => every(samples),
    drive: (api, needs, drawn) => tryImports(api, needs.own, attempts(needs, drawn)),
    judge: (history, needs, drawn) => judged(history, needs.own, attempts(needs, drawn)),
  })
}

interface Needs {
  readonly own: Importing
  readonly unusable: { readonly statuses: readonly number[] }
  readonly invalid: { readonly statuses: readonly number[] }
}

/** How a text is refused that misses the schema already, e.g. an empty one. */
function invalid(reading: Reading): Need<{ readonly statuses: readonly number[] }> {
  return reading.refusal('invalid-body')
}

function attempts({ own, unusable, invalid: misses }: Needs, samples: readonly Sample[]): readonly Attempted[] {
  return samples.map(({ name, text, lenient }) => {
    const isShort = own.contract.validate(own.schema, withAt({}, own.place, text)).some(({ at }) => at === own.place)
    return { label: name, lenient, of: carrying(own, text), statuses: isShort ? [...misses.statuses, ...unusable.statuses] : unusable.statuses }
  })
}

export const refusing: readonly Check[] = [refuses('imp.structure-rejected', structures), refuses('imp.server-url', servers)]
