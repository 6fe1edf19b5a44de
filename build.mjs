// Compiles to dist/ and puts the data files beside the code that reads them: `node build.mjs`.
// Built aside and swapped in at the end, so that nobody who runs dist/ meanwhile finds half of it.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  await joinMock()
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

/**
 * A mock is made of two hundred small files, and to find and link each takes as long as to run it: they become one, `mock/joined.js`. In
 * its place each stays as a line that passes on what it exported, so that whoever imports one has the same as everybody. What is loaded on
 * demand stays apart, and so does what reads files beside itself.
 */
async function joinMock() {
  const folder = realpathSync(join(aside, 'new/mock'))
  const common = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning', packages: 'external', absWorkingDir: folder }
  const build = (files) => {
    const stdin = { contents: passingOn(files), resolveDir: folder }
    return esbuild.build({ ...common, stdin, outfile: join(folder, 'joined.js'), metafile: true, plugins: [apart(folder)] })
  }
  const { metafile } = await build(await exportsOf(folder, askedFor(folder)))
  const joined = await exportsOf(
    folder,
    Object.keys(metafile.inputs).filter((input) => input !== '<stdin>'),
  )
  await build(joined)
  for (const [file, names] of Object.entries(joined)) {
    const from = relative(dirname(file), 'joined.js').replaceAll('\\', '/')
    const passed = names.map((name) => `${aliasOf(file, name)} as ${name}`).join(', ')
    writeFileSync(join(folder, file), `export { ${passed} } from '${from.startsWith('.') ? from : `./${from}`}'\n`)
  }
}

/** What is not joined: other folders, what is loaded on demand, and what knows where it lies. */
function apart(folder) {
  const setup = ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      const file = join(resolveDir, path)
      const found = relative(folder, file).replaceAll('\\', '/')
      if (found.startsWith('../')) return { path: found, external: true }
      return kind === 'dynamic-import' || readFileSync(file, 'utf8').includes('import.meta') ? { path: `./${found}`, external: true } : undefined
    })
  return { name: 'apart', setup }
}

/** Files of a folder that are imported from outside of it. */
function askedFor(folder) {
  const root = dirname(folder)
  const asked = new Set()
  for (const entry of readdirSync(root, { recursive: true })) {
    const file = join(root, entry)
    if (!entry.endsWith('.js') || file.startsWith(folder)) continue
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.\.?\/[^'"]+\.js)['"]/g)) {
      const found = relative(folder, join(dirname(file), name)).replaceAll('\\', '/')
      if (!found.startsWith('../')) asked.add(found)
    }
  }
  return [...asked].sort((a, b) => (a < b ? -1 : 1))
}

/** What each file exports. */
async function exportsOf(folder, files) {
  const built = await esbuild.build({ entryPoints: files, outbase: folder, outdir: folder, absWorkingDir: folder, write: false, metafile: true, format: 'esm' })
  return Object.fromEntries(Object.entries(built.metafile.outputs).map(([file, { exports }]) => [file, exports]))
}

/** Exports all that these files do, under names of their own. */
function passingOn(files) {
  return Object.entries(files)
    .map(([file, names]) => `export { ${names.map((name) => `${name} as ${aliasOf(file, name)}`).join(', ')} } from './${file}'\n`)
    .join('')
}

function aliasOf(file, name) {
  return `${file.replace(/\.js$/, '').replaceAll(/\W/g, '_')}__${name}`
}

/** The providers that are shipped start without parsing YAML and without compiling schemas. */
async function prepareContracts() {
  const specs = join(aside, 'new/specs')
  const { builtIn } = await import(pathToFileURL(join(specs, 'providers.js')).href)
  const { prepareContract } = await import(pathToFileURL(join(specs, 'prepared.js')).href)
  for (const provider of await builtIn()) await prepareContract(join(specs, provider))
}
