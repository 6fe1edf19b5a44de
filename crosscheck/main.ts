import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { builtIn } from '../specs/providers.ts'
import { loadReasons } from './reasons.ts'
import { stage } from './stage.ts'
import type { StageOptions } from './stage.ts'
import { summarize } from './summary.ts'
import type { Summary } from './summary.ts'
import { table } from './table.ts'

const usage = `npm run crosscheck -- [--provider NAME]… [--seed N] [--runs FACTOR] [--only CHECK-OR-FAMILY]… [--without FAMILY]… [--defect ID]… [--json]

Runs the conformance suite against our own mock of each provider, through \`prism proxy\` with the provider's openapi.yaml. Exit code 0: no answer
broke the document, and Prism and the mock differ about requests only where crosscheck/reasons.yaml says why. 1: they do not. 2: wrong usage.
`
const reasonsFile = fileURLToPath(new URL('reasons.yaml', import.meta.url))

/** One provider in a thread of its own. */
function apart(options: StageOptions): Promise<Summary> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: options })
    worker.once('message', (summary: Summary) => {
      resolve(summary)
      void worker.terminate()
    })
    worker.once('error', reject)
  })
}

interface Asked extends Omit<StageOptions, 'provider'> {
  readonly providers?: readonly string[]
  readonly json: boolean
}

/** What was asked for, or what is to be said instead. */
function asked(): Asked | { readonly help: string; readonly code: number } {
  try {
    const { values } = parseArgs({
      options: {
        provider: { type: 'string', multiple: true },
        seed: { type: 'string', default: '1' },
        runs: { type: 'string', default: '1' },
        only: { type: 'string', multiple: true },
        without: { type: 'string', multiple: true },
        defect: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { help: usage, code: 0 }
    const { provider: providers, only, without, defect: defects, json } = values
    const [seed, scale] = [Number(values.seed), Number(values.runs)]
    if (!Number.isInteger(seed) || !(scale > 0))
      return { help: `Failed to read --seed ${values.seed} --runs ${values.runs}: not numbers.\n\n${usage}`, code: 2 }
    return { seed, scale, json, ...(providers && { providers }), ...(only && { only }), ...(without && { without }), ...(defects && { defects }) }
  } catch (error) {
    return { help: `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, code: 2 }
  }
}

async function main(): Promise<number> {
  const found = asked()
  if ('help' in found) return say(found.help, found.code)
  const { providers = await builtIn(), json, ...chosen } = found
  const reasons = await loadReasons(reasonsFile)
  // All at once: each spends half of its time waiting for its Prism.
  const summaries = await Promise.all(
    providers.map(async (provider) => {
      const summary = await apart({ provider, ...chosen })
      if (!json)
        process.stdout.write(`${table(summary, reasons)}
`)
      return summary
    }),
  )
  const spared = reasons.filter(({ id }) => !summaries.some(({ explained }) => explained.some(({ reason }) => reason === id)))
  if (json) process.stdout.write(`${JSON.stringify(summaries, null, 2)}\n`)
  else if (spared.length > 0) process.stdout.write(`Reasons that nothing needed this time: ${spared.map(({ id }) => id).join(', ')}\n`)
  return summaries.every(({ ok }) => ok) ? 0 : 1
}

function say(text: string, code: number): number {
  process.stderr.write(text)
  return code
}

if (isMainThread) {
  process.exitCode = await main().catch((error: unknown) => say(`${error instanceof Error ? error.message : String(error)}\n`, 1))
} else {
  const options: StageOptions = workerData
  const [staged, reasons] = [await stage(options), await loadReasons(reasonsFile)]
  parentPort?.postMessage(summarize(staged, reasons))
}
