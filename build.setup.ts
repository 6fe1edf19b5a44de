import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Builds dist/ once before the tests that spawn it, and only where a source file is newer than it. */
export function setup(): void {
  const built = join(root, 'dist/cli/main.js')
  if (existsSync(built) && statSync(built).mtimeMs > newest()) return
  execFileSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' })
}

function newest(): number {
  const files = ['specs', 'mock', 'conformance', 'reports', 'cli'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  return Math.max(...files.map((file) => statSync(file).mtimeMs))
}
