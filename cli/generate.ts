import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { coveragePage } from './coverage.ts'
import { publishedPage } from './published-page.ts'

// `npm run generate` writes the generated files of this repository; with `--check` it only tells which are stale.
const files: readonly (readonly [path: string, make: () => Promise<string>])[] = [
  ['specs/COVERAGE.md', coveragePage],
  ['reports/README.md', publishedPage],
]

for (const [path, make] of files) {
  const target = join(process.cwd(), path)
  const wanted = await make()
  const found = await readFile(target, 'utf8').catch(() => '')
  if (found === wanted) continue
  if (process.argv.includes('--check')) {
    process.stderr.write(`${path} is stale. Run \`npm run generate\` and commit what it writes.\n`)
    process.exitCode = 1
  } else {
    await writeFile(target, wanted)
    process.stdout.write(`wrote ${path}\n`)
  }
}
