// Compiles to dist/ and puts the data files beside the code that reads them: `node build.mjs`.
// Built aside and swapped in at the end, so that nobody who runs dist/ meanwhile finds half of it.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))
const dist = join(root, 'dist')
const aside = join(root, 'node_modules/.cache', `clusterproof-${process.pid}`)
const data = /^(specs\/.+\.(yaml|json|md)|reports\/[^/]+\.schema\.json|mock\/admin\/openapi\.yaml)$/

const compiler = join(root, 'node_modules/@typescript/native/bin/tsc')
const options = ['-p', 'tsconfig.build.json', '--outDir', join(aside, 'new'), ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' })
if (status === 0) {
  copyData()
  await prepareContracts()
  chmodSync(join(aside, 'new/cli/main.js'), 0o755)
  if (existsSync(dist)) renameSync(dist, join(aside, 'old'))
  renameSync(join(aside, 'new'), dist)
}
rmSync(aside, { recursive: true, force: true })
process.exitCode = status ?? 1

function copyData() {
  for (const folder of ['specs', 'reports', 'mock']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true })) {
      const file = `${folder}/${entry.replaceAll('\\', '/')}`
      if (!data.test(file)) continue
      mkdirSync(dirname(join(aside, 'new', file)), { recursive: true })
      copyFileSync(join(root, file), join(aside, 'new', file))
    }
  }
}

/** The providers that are shipped start without parsing YAML and without compiling schemas. */
async function prepareContracts() {
  const specs = join(aside, 'new/specs')
  const { builtIn } = await import(pathToFileURL(join(specs, 'providers.js')).href)
  const { prepareContract } = await import(pathToFileURL(join(specs, 'prepared.js')).href)
  for (const provider of await builtIn()) await prepareContract(join(specs, provider))
}
