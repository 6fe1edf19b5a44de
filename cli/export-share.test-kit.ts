import { exportFormats } from '../reports/export/exports.ts'
import { runScript } from '../reports/export/export.test-kit.ts'
import { replayHar } from './export-har.test-kit.ts'
import { Foundry, type Proof } from './export-proof.test-kit.ts'

export interface Share {
  /** Defects that a check found broken. */
  readonly found: number
  /** Those of which a program fails on the defect and passes without it. */
  readonly executable: number
  /** Those whose program says otherwise: there must be none, because a clean mock has passed each before it was written. */
  readonly wrong: readonly string[]
}

/** Every so many scripts are run by bash too: that takes seconds. */
const scripted = 20

/** How many of a provider's defects become programs, each n-th of them tried. */
export async function shareOf(provider: string, nth: number, tell: (line: string) => void): Promise<Share> {
  const foundry = await Foundry.open(provider)
  const share = { found: 0, executable: 0, wrong: [] as string[] }
  try {
    for (const defect of foundry.defects().filter((_, index) => index % nth === 0)) {
      const proof = await foundry.prove(defect)
      if (proof === undefined) continue
      share.found += 1
      const said = await tried(foundry, proof, share.executable % scripted === 0)
      if (said === undefined) share.executable += 1
      else tell(`${provider} ${defect}: ${said}`)
      if (said?.startsWith('wrong') === true) share.wrong.push(`${defect}: ${said}`)
    }
    tell(`${provider}: ${share.executable} of ${share.found} defects become programs (${Math.round((100 * share.executable) / share.found)} %)`)
    return share
  } finally {
    await foundry.own.close()
  }
}

/** Why none of a defect's findings became a program that shows it; undefined where one did. */
async function tried(foundry: Foundry, { made, report, worlds }: Proof, inShell: boolean): Promise<string | undefined> {
  const reasons: string[] = []
  for (const { program, exchanges, check, because } of made) {
    if (program === undefined) {
      reasons.push(`${check.check}: ${because}`)
      continue
    }
    const text = await exportFormats.har.write(program, { exchanges, suite: report.suite, at: report.at })
    const { defective, clean, pass } = worlds()
    const [ill, well] = [await replayHar(text, foundry.env(defective), pass), await replayHar(text, foundry.env(clean), pass)]
    if (well.kind !== 'kept') return `wrong: without the defect it is ${well.kind}`
    if (ill.kind !== 'broken') {
      reasons.push(`${check.check}: with the defect it is ${ill.kind}`)
      continue
    }
    if (!inShell) return undefined
    const script = await exportFormats.curl.write(program)
    const again = worlds()
    const codes = [(await runScript(script, foundry.env(again.defective))).code, (await runScript(script, foundry.env(again.clean))).code]
    return codes.join() === '1,0' ? undefined : `wrong: the script ends with ${codes.join(' and ')}`
  }
  return reasons[0]
}
