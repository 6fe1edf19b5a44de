import { Graph, layout } from '@dagrejs/dagre'
import type { LifecycleEdge, LifecycleGraph } from '../../conformance/traffic.ts'
import { clipped } from '../visible.ts'
import { html, type Markup } from './markup.ts'
import { counted, grouped } from './standing.ts'
import { drawing as picture, round, word } from './svg.ts'

/** Where a life begins and where it ends; no phase is called so, since these are no texts that JSON could hold. */
const birth = '\u0000birth'
const end = '\u0000end'

/** Beyond so many declared edges the picture keeps to what was seen; the table holds all. */
const mostEdges = 26

/** The graph of a lifecycle: edges that were seen with how often, declared ones that were not, and, loudly, seen ones that nobody declared. */
export function lifecycle(graph: LifecycleGraph, index: number): Markup {
  const seen = graph.edges.filter(({ count }) => count > 0)
  const loud = graph.edges.filter(({ is }) => is === 'undeclared')
  const id = `lifecycle-${index}`
  return html`<section class="picture" aria-labelledby="${id}">
    <h3 id="${id}">Lifecycle of ${graph.resources.join(', ') || graph.id}</h3>
    ${loud.length > 0 && html`<p class="alert">Seen, and not declared: ${loud.map((edge, at) => html`${at > 0 && '; '}${nameOf(edge.from, 'birth')} → ${nameOf(edge.to, 'gone')} (${counted(edge.count, 'time')})`)}.</p>`}
    <p class="soft small">${told(graph, seen)}</p>
    ${drawing(graph, id)} ${table(graph)}
  </section>`
}

function told({ edges }: LifecycleGraph, seen: readonly LifecycleEdge[]): string {
  const declared = edges.filter(({ is }) => is === 'declared')
  const steps = declared.filter(({ count }) => count > 0).length
  const skipped = seen.filter(({ is }) => is === 'skipped').length
  const more = skipped === 0 ? '' : ` ${counted(skipped, 'change')} of phase passed through others that nobody looked at.`
  return `${steps} of ${declared.length} declared changes of phase were seen.${more}`
}

function nameOf(phase: string | undefined, nothing: string): string {
  return phase === undefined ? nothing : word(phase, 30)
}

function table({ edges, phases }: LifecycleGraph): Markup {
  const rows = edges
    .toSorted((a, b) => b.count - a.count)
    .map(
      ({ from, to, count, is, triggers }) =>
        html`<tr>
          <th scope="row">${nameOf(from, '(birth)')} → ${nameOf(to, '(gone)')}</th>
          <td class="number">${grouped(count)}</td>
          <td>
            ${is === 'skipped' ? 'declared, with phases between' : is === 'declared' ? `declared${triggers.length > 0 ? `: ${triggers.join(', ')}` : ''}` : html`<strong class="failed">not declared</strong>`}
          </td>
        </tr>`,
    )
  const strange = phases.filter(({ kind }) => kind === undefined)
  return html`<details class="data">
    <summary>The same as a table</summary>
    ${strange.length > 0 && html`<p>Phases that the contract does not know: ${strange.map(({ name }) => word(name, 30)).join(', ')}.</p>`}
    <div class="wide" tabindex="0" role="group" aria-label="Changes of phase">
      <table>
        <thead>
          <tr>
            <th scope="col">Change of phase</th>
            <th scope="col" class="number">Seen</th>
            <th scope="col">Contract</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`
}

/** What is drawn: everything, or what was seen and the declared edges between. */
function drawn({ phases, edges }: LifecycleGraph): { readonly names: readonly string[]; readonly edges: readonly LifecycleEdge[] } {
  const isSeen = new Set(edges.filter(({ count }) => count > 0).flatMap(({ from, to }) => [from ?? birth, to ?? end]))
  const isWhole = edges.length <= mostEdges || isSeen.size === 0
  const shown = isWhole ? edges : edges.filter(({ from, to, count }) => count > 0 || (isSeen.has(from ?? birth) && isSeen.has(to ?? end)))
  const names = [
    ...new Set([
      ...phases.map(({ name }) => name).filter((name) => isWhole || isSeen.has(name)),
      ...shown.flatMap((edge) => [edge.from ?? birth, edge.to ?? end]),
    ]),
  ]
  return { names, edges: shown }
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Pixels that a page has from left to right. */
const wide = 1_030

/** From left to right, or from top to bottom where that would be too wide. */
function planOf(names: readonly string[], edges: readonly LifecycleEdge[]) {
  const lying = laidOut(names, edges, 'LR')
  if ((lying.graph().width ?? 0) <= wide) return lying
  const standing = laidOut(names, edges, 'TB')
  return (standing.graph().width ?? 0) < (lying.graph().width ?? 0) ? standing : lying
}

function laidOut(names: readonly string[], edges: readonly LifecycleEdge[], rankdir: 'LR' | 'TB') {
  const plan = new Graph({ multigraph: true })
  plan.setGraph({ rankdir, nodesep: 22, edgesep: 14, ranksep: rankdir === 'LR' ? 46 : 30, marginx: 6, marginy: 10 })
  for (const name of names) plan.setNode(name, { width: widthOf(name), height: name === birth || name === end ? 22 : 34 })
  for (const edge of edges) {
    const size = { width: Math.max(14, labelOf(edge).length * 8), height: 16 }
    plan.setEdge(edge.from ?? birth, edge.to ?? end, { ...size, labelpos: 'c', weight: edge.count > 0 ? 3 : 1 })
  }
  layout(plan)
  return plan
}

function drawing(graph: LifecycleGraph, id: string): Markup {
  const { names, edges } = drawn(graph)
  const plan = planOf(names, edges)
  const { width = 0, height = 0 } = plan.graph()
  const lines = edges.toSorted((a, b) => a.count - b.count).map((edge) => line(edge, plan.edge(edge.from ?? birth, edge.to ?? end)))
  const kinds = new Map(graph.phases.map(({ name, kind }) => [name, kind]))
  const visited = new Set(edges.flatMap(({ from, to, count }) => (count > 0 ? [from ?? birth, to ?? end] : [])))
  const nodes = names.map((name) => node(name, { at: plan.node(name), kind: kinds.get(name), isVisited: visited.has(name) }))
  return html`${picture({
    id,
    title: `Phases of ${graph.resources.join(', ') || graph.id}`,
    text: clipped(edges.map(inWords).join('; '), 3_000),
    width: Math.ceil(width),
    height: Math.ceil(height),
    inside: html`${lines} ${nodes}`,
  })}
  ${names.length < graph.phases.length && html`<p class="soft small">Phases that were never seen are left out of this picture: the table holds all.</p>`}`
}

/** What the lines of these graphs mean. */
export function legend(): Markup {
  return html`<ul class="legend small">
    <li>
      <svg width="34" height="10" aria-hidden="true"><path class="edge seen" d="M1 5H33" /></svg> seen, with how often
    </li>
    <li>
      <svg width="34" height="10" aria-hidden="true"><path class="edge skipped" d="M1 5H33" /></svg> seen, with phases between that nobody looked at
    </li>
    <li>
      <svg width="34" height="10" aria-hidden="true"><path class="edge unseen" d="M1 5H33" /></svg> declared, not seen
    </li>
    <li>
      <svg width="34" height="10" aria-hidden="true"><path class="edge loud" d="M1 5H33" /></svg> seen, not declared
    </li>
  </ul>`
}

/** The tips of edges, once for the whole page. */
export function arrows(): Markup {
  return html`<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false"><defs>${['seen', 'unseen', 'loud'].map(arrow)}</defs></svg>`
}

function arrow(kind: string): Markup {
  return html`<marker
    id="arrow-${kind}"
    class="tip ${kind}"
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="8"
    markerHeight="8"
    markerUnits="userSpaceOnUse"
    orient="auto"
    ><path d="M0 .8L7.5 4L0 7.2z"
  /></marker>`
}

function inWords({ from, to, count, is }: LifecycleEdge): string {
  const how = is === 'undeclared' ? `seen ${count} times, not declared` : count === 0 ? 'declared, not seen' : `seen ${count} times`
  return `${nameOf(from, 'birth')} to ${nameOf(to, 'gone')}: ${how}`
}

/** Room for a text of some 7 pixels a character: no font is measured here. */
function widthOf(name: string): number {
  return name === birth || name === end ? 22 : Math.max(48, [...word(name, 30)].length * 7.4 + 26)
}

function labelOf({ count }: LifecycleEdge): string {
  return count === 0 ? '' : grouped(count)
}

function kindOf({ count, is }: LifecycleEdge): 'seen' | 'skipped' | 'unseen' | 'loud' {
  if (is === 'undeclared') return 'loud'
  return count === 0 ? 'unseen' : is === 'skipped' ? 'skipped' : 'seen'
}

function line(edge: LifecycleEdge, { points = [], x, y }: { readonly points?: readonly Point[]; readonly x?: number; readonly y?: number }): Markup {
  const kind = kindOf(edge)
  const label = labelOf(edge)
  const tip = kind === 'skipped' ? 'seen' : kind
  return html`<path class="edge ${kind}" d="${smooth(points)}" marker-end="url(#arrow-${tip})" />${
      label !== '' &&
      x !== undefined &&
      y !== undefined &&
      html`<text class="count ${kind}" x="${round(x)}" y="${round(y + 4)}" text-anchor="middle">${label}</text>`
    }`
}

/** A curve through the middles between the bends. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return ''
  const bends = rest.slice(0, -1)
  const parts = bends.map((bend, index) => {
    const next = bends[index + 1]
    const to = next === undefined ? last : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 }
    return `Q${round(bend.x)} ${round(bend.y)} ${round(to.x)} ${round(to.y)}`
  })
  return `M${round(first.x)} ${round(first.y)}${parts.length === 0 ? `L${round(last.x)} ${round(last.y)}` : parts.join('')}`
}

interface Placed {
  readonly at: { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number }
  readonly kind: string | undefined
  readonly isVisited: boolean
}

function node(name: string, { at: { x = 0, y = 0, width, height }, kind = 'unknown', isVisited }: Placed): Markup {
  const [cx, cy] = [round(x), round(y)]
  if (name === birth) return html`<circle class="start" cx="${cx}" cy="${cy}" r="7" />`
  if (name === end) return html`<circle class="finish" cx="${cx}" cy="${cy}" r="9" /><circle class="start" cx="${cx}" cy="${cy}" r="5" />`
  return html`<rect
      class="node ${kind} ${!isVisited && 'unvisited'}"
      x="${round(x - width / 2)}"
      y="${round(y - height / 2)}"
      width="${round(width)}"
      height="${height}"
      rx="${kind === 'transient' ? height / 2 : 6}"
    />
    <text x="${cx}" y="${round(y + 4.5)}" text-anchor="middle">${nameOf(name, '')}</text>`
}
