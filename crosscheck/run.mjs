// `npm run crosscheck`: bundles this folder, which is not shipped, and runs it on what is built in dist/.
import { copyFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = join(root, 'node_modules/.cache/crosscheck/main.mjs')

const built = {
  name: 'built',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/.+\.ts$/ }, ({ path, resolveDir }) => {
      const file = join(root, 'dist', relative(root, join(resolveDir, path)).replace(/ts$/, 'js'))
      return { path: relative(dirname(outfile), file).replaceAll('\\', '/'), external: true }
    })
  },
}

await build({ entryPoints: [join(root, 'crosscheck/main.ts')], bundle: true, platform: 'node', format: 'esm', packages: 'external', plugins: [built], outfile })
copyFileSync(join(root, 'crosscheck/reasons.yaml'), join(dirname(outfile), 'reasons.yaml'))
await import(pathToFileURL(outfile).href)
