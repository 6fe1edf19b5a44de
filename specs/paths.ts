import type { Contract, Operation } from './contract.ts'
import { ContractError } from './finding.ts'
import type { LintFinding } from './finding.ts'
import { parseSegment } from './segment.ts'

/** What a path and a method lead to. Params are decoded; `allow` is sorted and knows declared methods only. */
export type Match =
  | { readonly kind: 'found'; readonly contract: Contract; readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'method-not-allowed'; readonly contract: Contract; readonly allow: readonly string[] }
  /** The contract below whose base path the path lies, if there is one. */
  | { readonly kind: 'none'; readonly contract?: Contract }

export interface Routes {
  /** `rawPath` is the path as it came, percent-encoded and without a query; `method` in upper case. */
  match(method: string, rawPath: string): Match
}

interface Route {
  readonly contract: Contract
  readonly operation: Operation
  readonly names: readonly string[]
}

interface Rooted {
  readonly root: string
  readonly contract: Contract
}

/** A node of the tree of segments: what may follow, and the operations of the path that ends here, by method. */
interface Node {
  /** Compared in place, which is faster than looking up a slice of the path. */
  readonly literals: { readonly text: string; readonly node: Node }[]
  /** `{name}:verb`, by verb. */
  readonly verbs: Map<string, Node>
  any: Node | undefined
  readonly routes: Map<string, Route>
}

/** A walk through the tree; `values` are the raw values of the parameters passed, in order. */
interface Walk {
  readonly path: string
  /** False where no segment can be percent-encoded. */
  readonly encoded: boolean
  readonly values: string[]
  readonly accept: (node: Node) => boolean
}

/**
 * Makes the matcher of all operations of several contracts. Literal segments win over parameters; among the templates that
 * fit, the first one with the method is found. Throws `ContractError` where two operations share a method and a shape of path.
 */
export function buildRoutes(contracts: readonly Contract[]): Routes {
  const root = newNode()
  const clashes: LintFinding[] = []
  for (const contract of contracts) {
    for (const operation of contract.operations.values()) {
      const clash = insert(root, contract, operation)
      if (clash !== undefined) clashes.push(clash)
    }
  }
  if (clashes.length > 0) throw new ContractError('serve these providers together', clashes)
  const rooted = contracts.flatMap((contract) => contract.roots.map((root) => ({ root, contract })))
  const longestFirst = rooted.toSorted((one, other) => other.root.length - one.root.length)
  return { match: (method, path) => find(root, method, path) ?? refuse(root, path, longestFirst) }
}

function newNode(): Node {
  return { literals: [], verbs: new Map(), any: undefined, routes: new Map() }
}

function insert(root: Node, contract: Contract, operation: Operation): LintFinding | undefined {
  const names: string[] = []
  let node = root
  for (const text of operation.template.slice(1).split('/')) {
    const segment = parseSegment(text) ?? { kind: 'literal', text }
    if (segment.kind === 'literal') node = literalChild(node, segment.text)
    else if (segment.verb !== undefined) node = verbChild(node, segment.verb)
    else node = node.any ??= newNode()
    if (segment.kind === 'parameter') names.push(segment.name)
  }
  const other = node.routes.get(operation.method)
  if (other !== undefined) return clash(other, contract, operation)
  node.routes.set(operation.method, { contract, operation, names })
  return undefined
}

function literalChild(parent: Node, text: string): Node {
  const known = parent.literals.find((literal) => literal.text === text)
  if (known !== undefined) return known.node
  const node = newNode()
  parent.literals.push({ text, node })
  return node
}

function verbChild(parent: Node, verb: string): Node {
  const node = parent.verbs.get(verb) ?? newNode()
  parent.verbs.set(verb, node)
  return node
}

function clash(other: Route, contract: Contract, operation: Operation): LintFinding {
  const one = `${other.operation.method} ${other.operation.template} of '${other.contract.folder}'`
  const two = `${operation.method} ${operation.template} of '${contract.folder}'`
  const message = `${one} and ${two} cannot be told apart. Give one of them another base path (servers[0].url), or serve them on different ports.`
  return { file: contract.folder, line: 1, column: 1, severity: 'error', rule: 'path-collision', message }
}

function find(root: Node, method: string, path: string): Match | undefined {
  if (!path.startsWith('/')) return undefined
  const values: string[] = []
  const route = descend(root, 1, { path, encoded: path.includes('%'), values, accept: (node) => node.routes.has(method) })?.routes.get(method)
  if (route === undefined) return undefined
  const params: Record<string, string> = {}
  for (let index = 0; index < values.length; index++) {
    const value = decoded(values[index] ?? '')
    if (value === undefined) return undefined
    params[route.names[index] ?? ''] = value
  }
  return { kind: 'found', contract: route.contract, operation: route.operation, params }
}

/** Every template that fits has a say in `allow`: they are all names of the same resource. */
function refuse(root: Node, path: string, longestFirst: readonly Rooted[]): Match {
  const met: Route[] = []
  const accept = (node: Node) => {
    met.push(...node.routes.values())
    return false
  }
  if (path.startsWith('/') && decoded(path) !== undefined) descend(root, 1, { path, encoded: path.includes('%'), values: [], accept })
  const [first] = met
  if (first !== undefined) {
    return { kind: 'method-not-allowed', contract: first.contract, allow: [...new Set(met.map((route) => route.operation.method))].sort() }
  }
  const contract = longestFirst.find(({ root: from }) => path === from || path.startsWith(`${from}/`))?.contract
  return contract === undefined ? { kind: 'none' } : { kind: 'none', contract }
}

/** The first node, in order of precedence, that the rest of the path from `from` leads to and that is accepted. */
function descend(node: Node, from: number, walk: Walk): Node | undefined {
  const slash = walk.path.indexOf('/', from)
  const end = slash === -1 ? walk.path.length : slash
  const literal = literalAt(node, { from, end, walk })
  const found = literal && onward(literal, end, walk)
  if (found !== undefined || end === from) return found
  if (node.any === undefined && node.verbs.size === 0) return undefined
  const segment = walk.path.slice(from, end)
  const custom = node.verbs.size === 0 ? undefined : withVerb(node, segment, { end, walk })
  return custom ?? (node.any && withValue(node.any, segment, { end, walk }))
}

function literalAt({ literals }: Node, { from, end, walk }: Here & { readonly from: number }): Node | undefined {
  for (const { text, node } of literals) if (text.length === end - from && walk.path.startsWith(text, from)) return node
  if (!walk.encoded) return undefined
  const plain = decoded(walk.path.slice(from, end))
  return literals.find(({ text }) => text === plain)?.node
}

/** Where a segment ends, on a walk. */
interface Here {
  readonly end: number
  readonly walk: Walk
}

function onward(node: Node, end: number, walk: Walk): Node | undefined {
  if (end < walk.path.length) return descend(node, end + 1, walk)
  return node.routes.size > 0 && walk.accept(node) ? node : undefined
}

/** A value may itself be named like a literal, so what was passed is taken back where it led nowhere. */
function withValue(node: Node, value: string, { end, walk }: Here): Node | undefined {
  walk.values.push(value)
  const found = onward(node, end, walk)
  if (found === undefined) walk.values.pop()
  return found
}

/** `value:verb`; the colon may be percent-encoded. */
function withVerb(node: Node, segment: string, here: Here): Node | undefined {
  const [, value, verb] = /^(.+)(?::|%3[Aa])([^:]+)$/.exec(segment) ?? []
  const next = verb === undefined ? undefined : node.verbs.get(verb)
  return next === undefined || value === undefined ? undefined : withValue(next, value, here)
}

/** The text behind percent-encoding; `+` stays a plus. Undefined where the encoding is broken. */
function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
