import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { builtinModules } from 'node:module'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** What each folder may import besides itself: folders of ours, and packages. */
const table: Record<string, { ours: string[]; packages: string[] }> = {
  specs: { ours: [], packages: ['ajv', 'ajv-formats', 'js-yaml', '@redocly/openapi-core'] },
  mock: { ours: ['specs'], packages: ['@hono/node-server', 'hono', 'ajv', 'js-yaml', 'ioredis', 'pg', 'libsql', 'prom-client', '@opentelemetry/api'] },
  conformance: { ours: ['specs'], packages: ['fast-check', 'undici'] },
  reports: { ours: ['specs', 'conformance'], packages: ['xmlbuilder2', 'hono', '@dagrejs/dagre', 'badge-maker', 'js-yaml'] },
  cli: { ours: ['specs', 'mock', 'conformance', 'reports'], packages: ['commander', 'picocolors', 'pino', 'vitest', 'msw', 'undici'] },
  root: { ours: ['specs', 'mock', 'conformance', 'reports'], packages: [] },
}
/** Folders whose code is not shipped: it measures or feeds, and may import anything. */
const free = ['bench', 'fixtures', 'crosscheck']
/** Packages that only these files may import. */
const only: Record<string, RegExp> = {
  hono: /^mock\/(app\.ts|admin\/)|^reports\/html\/markup\.ts$/,
  '@hono/node-server': /^mock\/(server|light-response)\.ts$/,
  ioredis: /^mock\/backing\/redis\.ts$/,
  pg: /^mock\/backing\/postgres\.ts$/,
  libsql: /^mock\/backing\/sqlite\.ts$/,
  'prom-client': /^mock\/observe\/metrics\.ts$/,
  '@opentelemetry/api': /^mock\/observe\/spans\.ts$/,
  pino: /^cli\/log\.ts$/,
  vitest: /^cli\/(vitest|embedding\/fixture)\.ts$/,
  msw: /^cli\/embedding\/msw\.ts$/,
  undici: /^conformance\/subject\/|^cli\/embedding\/undici\.ts$/,
  'fast-check': /^conformance\/(check|run|monitor|property)\.ts$|^conformance\/(generate|checks|run)\//,
}
/** Files longer than the limit, each with its reason. */
const tooLong: Record<string, string> = {}
const MOST_LINES = 300
const MOST_FUNCTION_LINES = 60
/** The only places that may ask what time it is or throw dice. */
const timekeepers = /^(mock\/clock\.ts|conformance\/clock\.ts|cli\/.*|bench\/.*)$/
const vendors = /\b(kupe|akua|qovery|coreweave|cks)\b/i
/** Where a vendor may be named. */
const vendorRooms = /^(specs\/(kupe|akua|qovery|coreweave)\/|mock\/providers\/|fixtures\/|reports\/published\/|bench\/)/

const root = import.meta.dirname
const skipped = new Set(['node_modules', 'dist', '.git', 'coverage'])

function sources(folder = root): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (skipped.has(name)) return []
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.(ts|mts|mjs)$/.test(name) ? [relative(root, path).split(sep).join('/')] : []
  })
}

const all = sources()
const code = all.filter((file) => file.endsWith('.ts') && !/\.(test|browser|stores|setup|config)\.ts$/.test(file))
/** What several tests share is as short as what is shipped, and may import and name what a test may. */
const shipped = code.filter((file) => !file.endsWith('.test-kit.ts'))
const parsed = new Map(code.map((file) => [file, ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)]))

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, typeOnly: ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : node.isTypeOnly })
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      found.push({ specifier: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '(computed)', typeOnly: false })
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push({ specifier: node.argument.literal.text, typeOnly: true })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : 'root')
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const isNode = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier)

function complaint(file: string, { specifier, typeOnly }: Import): string | undefined {
  const room = roomOf(file)
  const rule = table[room]
  if (free.includes(room) || isNode(specifier)) return undefined
  if (rule === undefined) return `${file}: the folder ${room}/ is not in the import table`
  if (specifier.startsWith('.')) {
    const target = roomOf(
      relative(root, join(root, file, '..', specifier))
        .split(sep)
        .join('/'),
    )
    if (target === room || target === 'root') return undefined
    if (room === 'reports' && target === 'conformance' && !typeOnly) return `${file}: reports may import types of conformance only, not ${specifier}`
    return rule.ours.includes(target) ? undefined : `${file}: ${room} may not import ${target} (${specifier})`
  }
  const name = packageOf(specifier)
  if (only[name] !== undefined && !typeOnly && !only[name].test(file)) return `${file}: ${name} may not be imported here`
  return rule.packages.includes(name) ? undefined : `${file}: ${room} may not import the package ${specifier}`
}

function functionsOf(source: ts.SourceFile): { name: string; lines: number; parameters: number }[] {
  const found: { name: string; lines: number; parameters: number }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const from = source.getLineAndCharacterOfPosition(node.getStart()).line
      const to = source.getLineAndCharacterOfPosition(node.getEnd()).line
      found.push({ name: node.name?.getText() ?? `line ${from + 1}`, lines: to - from + 1, parameters: node.parameters.length })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Text of a file without its comments, string by string, so that a word in a comment is found too where that matters. */
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('the house', () => {
  test('keeps the import table: one direction, and mock and conformance never meet', () => {
    const complaints = shipped.flatMap((file) => importsOf(parsed.get(file)!).flatMap((found) => complaint(file, found) ?? []))

    expect(complaints).toEqual([])
  })

  test('finds a forbidden import in every form it can be written', () => {
    const forms = [
      "import { a } from '../mock/a.ts'",
      "export * from '../mock/a.ts'",
      "await import('../mock/a.ts')",
      "type A = import('../mock/a.ts').A",
      'await import(name)',
    ]
    const complaints = forms.flatMap((form) =>
      importsOf(ts.createSourceFile('x.ts', form, ts.ScriptTarget.Latest, true)).map((found) => complaint('conformance/x.ts', found)),
    )

    expect(complaints.filter((each) => each !== undefined)).toHaveLength(forms.length)
  })

  test('keeps files short', () => {
    const long = code.filter((file) => textOf(file).split('\n').length > MOST_LINES + 1 && tooLong[file] === undefined)

    expect(long).toEqual([])
  })

  test('keeps functions short, with three parameters at most', () => {
    const large = code.flatMap((file) =>
      functionsOf(parsed.get(file)!).flatMap(({ name, lines, parameters }) =>
        lines > MOST_FUNCTION_LINES || parameters > 3 ? [`${file}: ${name} has ${lines} lines and ${parameters} parameters`] : [],
      ),
    )

    expect(large).toEqual([])
  })

  test('names no vendor where every vendor is served', () => {
    const named = shipped.filter((file) => !vendorRooms.test(file) && !file.startsWith('cli/') && vendors.test(textOf(file)))

    expect(named).toEqual([])
  })

  test('asks for the time and for chance in one place', () => {
    const asking = /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bhrtime\b/
    const found = shipped.filter((file) => !timekeepers.test(file) && asking.test(textOf(file)))

    expect(found).toEqual([])
  })

  test('has no room without a purpose', () => {
    const rooms = new Set(all.filter((file) => /(^|\/)(utils|helpers|common|lib)(\/|\.ts$)/.test(file)))

    expect([...rooms]).toEqual([])
  })

  test('focuses on no test and skips none', () => {
    const focused = all.filter((file) => file.endsWith('.test.ts') && file !== 'house.test.ts' && /\b(test|it|describe)\.(only|skip|todo)\(/.test(textOf(file)))

    expect(focused).toEqual([])
  })
})
