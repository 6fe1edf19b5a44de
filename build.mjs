// Compiles to dist/ and puts the data files beside the code that reads them: `node build.mjs`.
// Built aside and swapped in at the end, so that nobody who runs dist/ meanwhile finds half of it.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import esbuild from 'esbuild'

const root = fileURLToPath(new URL('.', import.meta.url))
const dist = join(root, 'dist')
const aside = join(root, 'node_modules/.cache', `clusterproof-${process.pid}`)
const data =
  /^(cli\/templates\/.+|specs\/.+\.(yaml|json|md)|reports\/[^/]+\.schema\.json|reports\/quality\.json|reports\/html\/[^/]+\.(css|js)|mock\/admin\/ui\/[^/]+\.(css|js))$/

const compiler = join(root, 'node_modules/@typescript/native/bin/tsc')
const options = ['-p', 'tsconfig.build.json', '--outDir', join(aside, 'new'), ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' })
if (status === 0) {
  copyData()
  await joinDefects()
  await prepareContracts()
  chmodSync(join(aside, 'new/cli/main.js'), 0o755)
  if (existsSync(dist)) renameSync(dist, join(aside, 'old'))
  renameSync(join(aside, 'new'), dist)
}
rmSync(aside, { recursive: true, force: true })
process.exitCode = status ?? 1

function copyData() {
  for (const folder of ['cli', 'specs', 'reports', 'mock']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true })) {
      const file = `${folder}/${entry.replaceAll('\\', '/')}`
      if (!data.test(file)) continue
      mkdirSync(dirname(join(aside, 'new', file)), { recursive: true })
      copyFileSync(join(root, file), join(aside, 'new', file))
    }
  }
}

/** Every mock has all defects at hand, and hardly any uses one: read from one file, they cost a tenth of a start less. */
async function joinDefects() {
  const folder = realpathSync(join(aside, 'new/mock/defects'))
  const index = join(folder, 'index.js')
  const outside = {
    name: 'outside',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const found = relative(folder, join(resolveDir, path)).replaceAll('\\', '/')
        return found.startsWith('../') ? { path: found, external: true } : undefined
      }),
  }
  const options = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    allowOverwrite: true,
    logLevel: 'warning',
    packages: 'external',
    absWorkingDir: folder,
  }
  await esbuild.build({ entryPoints: [index], outfile: index, plugins: [outside], ...options })
  for (const entry of readdirSync(folder, { recursive: true })) if (entry.endsWith('.js') && entry !== 'index.js') rmSync(join(folder, entry))
}

/** The providers that are shipped start without parsing YAML and without compiling schemas. */
async function prepareContracts() {
  const specs = join(aside, 'new/specs')
  const { builtIn } = await import(pathToFileURL(join(specs, 'providers.js')).href)
  const { prepareContract } = await import(pathToFileURL(join(specs, 'prepared.js')).href)
  for (const provider of await builtIn()) await prepareContract(join(specs, provider))
}
