import { expect, test } from 'vitest'
import { shareOf } from './export-share.test-kit.ts'

// `npm run test:exports`: every defect, or every n-th where CLUSTERPROOF_EXPORTS says so. Takes an hour as a whole.
const nth = Number(process.env['CLUSTERPROOF_EXPORTS'] ?? 1)

test.each(['kupe', 'coreweave', 'qovery', 'akua'])(
  'of the findings of %s most become programs that fail on the defect and pass without it',
  { timeout: 7_200_000 },
  async (provider) => {
    const share = await shareOf(provider, nth, (line) => process.stdout.write(`${line}\n`))

    expect(share.executable / share.found).toBeGreaterThan(0.4)
    expect(share.wrong).toEqual([])
  },
)
