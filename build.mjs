// Compiles to dist/ and puts the data files beside the code that reads them. `node build.mjs`
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))
const data = /^(specs\/.+\.(yaml|json|md)|reports\/[^/]+\.schema\.json|mock\/admin\/openapi\.yaml)$/

rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
for (const folder of ['specs', 'reports', 'mock']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true })) {
    const file = `${folder}/${entry.replaceAll('\\', '/')}`
    if (!data.test(file)) continue
    mkdirSync(dirname(join(root, 'dist', file)), { recursive: true })
    copyFileSync(join(root, file), join(root, 'dist', file))
  }
}
chmodSync(join(root, 'dist/cli/main.js'), 0o755)
