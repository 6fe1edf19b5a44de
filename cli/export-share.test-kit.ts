import { exportFormats } from '../reports/export/exports.ts'
import type { Program } from '../reports/export/program.ts'
import { runScript } from '../reports/export/export.test-kit.ts'
import { replayHar } from './export-har.test-kit.ts'
import { Foundry, type Proof } from './export-proof.test-kit.ts'

export interface Share {
  /** Defects that a check found broken. */
  readonly found: number
  /** Those of which a program fails on the defect and passes without it. */
  readonly executable: number
  /** Those one of whose programs passes on the defect or fails without it: there must be none. */
  readonly wrong: readonly string[]
  /** Why the others become none, and how many. */
  readonly reasons: ReadonlyMap<string, number>
}

/** Every so many scripts are run by bash too: that takes seconds. */
const scripted = 20

/** How many of a provider's defects become programs, each n-th of them tried from one on. */
export async function shareOf(provider: string, [nth, from]: readonly [nth: number, from: number], tell: (line: string) => void): Promise<Share> {
  const foundry = await Foundry.open(provider)
  const share = { found: 0, executable: 0, wrong: [] as string[], reasons: new Map<string, number>() }
  try {
    for (const defect of foundry.defects().filter((_, index) => index % nth === from)) {
      const proof = await foundry.prove(defect)
      if (proof === undefined) continue
      share.found += 1
      const said = await tried(foundry, proof, share.executable % scripted === 0)
      if (said === undefined) share.executable += 1
      else tell(`${provider} ${defect}: ${said}`)
      if (said?.startsWith('wrong') === true) share.wrong.push(`${defect}: ${said}`)
      if (said !== undefined) share.reasons.set(kindOf(said), (share.reasons.get(kindOf(said)) ?? 0) + 1)
    }
    for (const [reason, count] of [...share.reasons].toSorted(([, a], [, b]) => b - a)) tell(`${provider}: ${count} times ${reason}`)
    tell(`${provider}: ${share.executable} of ${share.found} defects become programs (${Math.round((100 * share.executable) / share.found)} %)`)
    return share
  } finally {
    await foundry.own.close()
  }
}

/** A reason without what is of one defect alone. */
function kindOf(said: string): string {
  return said.replace(/^[\w.-]+: /, '').replace(/: .*$/, '')
}

/** Why none of a defect's findings became a program that shows it; undefined where one did. All that were made are tried. */
async function tried(foundry: Foundry, { made, report, worlds }: Proof, inShell: boolean): Promise<string | undefined> {
  const reasons: string[] = []
  let shown: Program | undefined
  for (const { program, exchanges, check, because } of made) {
    if (program === undefined) {
      reasons.push(`${check.check}: ${because}`)
      continue
    }
    const text = await exportFormats.har.write(program, { exchanges, suite: report.suite, at: report.at })
    const { defective, clean } = worlds()
    const [ill, well] = [await replayHar(text, foundry.env(defective), defective.pass), await replayHar(text, foundry.env(clean), clean.pass)]
    if (well.kind !== 'kept' || ill.kind === 'kept') return `wrong: ${check.check} is ${ill.kind} with the defect and ${well.kind} without`
    if (ill.kind === 'broken') shown ??= program
    else reasons.push(`${check.check}: with the defect it is not decided`)
  }
  if (shown === undefined) return reasons[0] ?? 'nothing was found'
  if (!inShell) return undefined
  const script = await exportFormats.curl.write(shown)
  const again = worlds()
  const codes = [(await runScript(script, foundry.env(again.defective))).code, (await runScript(script, foundry.env(again.clean))).code]
  return codes.join() === '1,0' ? undefined : `wrong: the script ends with ${codes.join(' and ')}`
}
