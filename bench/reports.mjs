// `npm run bench:reports`: what reports cost. Rendering all formats of a default run, and the memory that a run of 50,000 exchanges takes
// while all formats are written. Needs a build. Writes its own section of bench/README.md; `--quick` measures a small run and prints.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judged } from '../dist/cli/judge.js'
import { formats } from '../dist/reports/formats.js'
import { keep, section } from './section.mjs'

const quick = process.argv.includes('--quick')
/** So many times as many scenarios as by default: on the mock of this provider, 50,000 exchanges. */
const scale = quick ? 1 : 46
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'clusterproof-bench-'))
const names = Object.keys(formats)
const rows = []
const row = (what, measured, reach, holds) => {
  rows.push(`| ${what} | ${measured} | ${reach} | ${holds ? 'yes' : '**no**'} |`)
  console.error(`${holds ? 'ok  ' : 'MISS'} ${what}: ${measured} (reach ${reach})`)
}

/** A command of ours in a process of its own: how long it took, and the most memory that it held, in MiB. */
function measured(...argv) {
  // The process tells of its own peak when it ends: Linux counts in KiB (getrusage(2)).
  const peak = join(folder, 'peak')
  const tell = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)))`
  writeFileSync(join(folder, 'tell.cjs'), tell)
  const began = performance.now()
  const done = spawnSync(process.execPath, ['--require', join(folder, 'tell.cjs'), path('../dist/cli/main.js'), ...argv], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${argv.join(' ')} ended with ${done.status}: ${done.stderr}`)
  return { seconds: (performance.now() - began) / 1000, mib: Number(readFileSync(peak, 'utf8')) / 1024 }
}

/** Seconds that this process works to render every format of a run with its traffic, once: what others do meanwhile does not count. */
async function rendered(evidence) {
  const run = await judged(evidence)
  const before = process.cpuUsage()
  for (const { render } of Object.values(formats)) await render(run)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function record(name, ...more) {
  const file = join(folder, name)
  measured('check', 'akua', '--record', file, '--quiet', '--out', folder, '--format', 'json', ...more)
  return file
}

try {
  const usual = record('usual.ndjson')
  const first = await rendered(usual)
  row(`rendering all ${names.length} formats of a default run (akua), code loaded on the way`, `${first.toFixed(1)} s of work`, '<= 3 s', first <= 3)
  const large = record('large.ndjson', '--runs', String(scale))
  const { requests } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  const whole = measured('report', large, '--format', names.join(','), '--out', join(folder, 'all'), '--quiet')
  const size = Math.round(statSync(large).size / 2 ** 20)
  row(
    `peak memory while all formats of ${requests.toLocaleString('en')} exchanges (${size} MiB) are written`,
    `${Math.round(whole.mib)} MiB in ${whole.seconds.toFixed(0)} s`,
    '<= 300 MB',
    whole.mib * 2 ** 20 <= 300e6,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const text = `| what | measured | reach | reached |
|---|---|---|---|
${rows.join('\n')}`
const found = section('Reports', { by: 'npm run bench:reports', text })
if (quick) console.log(found)
else keep(found)
