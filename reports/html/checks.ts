import type { Told } from '../told.ts'
import type { CheckReport, Report } from '../report.ts'
import { replay } from '../replay.ts'
import { clipped } from '../visible.ts'
import { copied } from './exchange.ts'
import { finding, type Page } from './finding.ts'
import { icon, type Sign } from './icons.ts'
import { html, type Content, type Markup } from './markup.ts'
import { source } from './sources.ts'
import { counted, groups, standingOf, standings } from './standing.ts'

/** Characters that the exchanges of all findings together may take, so that a page of many findings opens all the same. */
const room = 2_400_000
/** Findings whose exchanges are shown at most. Who has more than these has read enough by then. */
const mostShown = 200

/** All checks, by verdict, with what was found; and what narrows them down where scripts run. */
export function checks({ report, traffic }: Told): Markup {
  const found = standings.flatMap((sign) => report.checks.filter((check) => check.finding !== undefined && standingOf(check) === sign))
  const page: Page = {
    report,
    traffic,
    scenes: new Map(traffic?.scenes.map((scene) => [`${scene.check} ${scene.resource}`, scene] as const)),
    names: namesOf(report.checks),
    room: Math.max(8_000, Math.floor(room / Math.max(1, found.length))),
    shown: new Set(found.slice(0, mostShown)),
  }
  const lists = standings.map((sign) => group(sign, page))
  return html`
    <section aria-labelledby="checks">
      <h2 id="checks">Checks</h2>
      ${report.checks.length === 0 ? html`<p>No check came to an end.</p>` : filters(report)} ${lists}
      <p id="nothing" hidden>No check is like that. <button type="button" class="plain-button" data-reset>Show all</button></p>
    </section>
  `
}

function group(sign: Sign, page: Page): Markup | undefined {
  const members = page.report.checks.filter((check) => standingOf(check) === sign)
  if (members.length === 0) return undefined
  const { title, means } = groups[sign]
  const entries =
    sign === 'skipped' || sign === 'unasked'
      ? alike(members).map((same) => together(same, page))
      : members.map((check, index) => entry(check, { page, isOpen: sign === 'failed' && index === 0 }))
  return html`<section class="group" id="${sign}" aria-labelledby="${sign}-title">
    <h3 id="${sign}-title" class="${sign}">${icon(sign)} ${title} <span class="soft" data-count>${members.length}</span></h3>
    <p class="soft small">${means}</p>
    ${entries}
  </section>`
}

/** Checks that were not put to the test in one row for all resource types: there are thousands, and nobody reads them one by one. */
function alike(checks: readonly CheckReport[]): readonly (readonly CheckReport[])[] {
  const rows = new Map<string, CheckReport[]>()
  for (const check of checks) {
    const name = `${check.check} ${check.basis}`
    rows.set(name, [...(rows.get(name) ?? []), check])
  }
  return [...rows.values()]
}

function together(same: readonly CheckReport[], page: Page): Markup | undefined {
  const [first, second] = same
  if (first === undefined) return undefined
  if (second === undefined) return entry(first, { page, isOpen: false })
  const reasons = same.map(
    ({ resource, because }) => html`<li>${resource !== undefined && html`<strong>${resource}</strong>: `}${clipped(because ?? 'no reason told', 1_000)}</li>`,
  )
  const about = html`<ul class="plain">
      ${reasons}
    </ul>
    ${origin(first, page.names.get(first) ?? '')}`
  return row(first, { name: page.names.get(first) ?? '', on: counted(same.length, 'resource type'), weight: same.length, isOpen: false, inside: about })
}

interface Entry {
  readonly page: Page
  readonly isOpen: boolean
}

function entry(check: CheckReport, { page, isOpen }: Entry): Markup {
  const name = page.names.get(check) ?? ''
  const { because, verdict, finding: found } = check
  const inside = html`${because !== undefined && html`<p class="because">${clipped(because, 2_000)}</p>`} ${origin(check, name)}
  ${found === undefined ? verdict !== 'passed' && copied('replay', replay(check, page.report)) : finding(check, found, page)}`
  return row(check, { name, on: check.resource, weight: 1, isOpen, inside })
}

interface Row {
  readonly name: string
  readonly on: string | undefined
  /** How many checks it stands for. */
  readonly weight: number
  readonly isOpen: boolean
  readonly inside: Markup
}

function row(check: CheckReport, { name, on, weight, isOpen, inside }: Row): Markup {
  const { requirement, basis, family } = check
  const sign = standingOf(check)
  const told = { name, family, sign, level: requirement.level, basis }
  return html`<details class="check" ${attributes(told)} ${weight > 1 && html`data-weight="${weight}"`} ${isOpen && 'open'}>
    <summary>
      ${icon(sign)}<span class="hidden-text">${groups[sign].title}: </span>
      <span class="what">
        <code class="id">${check.check}</code>
        ${on !== undefined && html`<span class="on">${on}</span>`}
        <span class="says">${requirement.sentence}</span>
      </span>
      <span class="tags"><span class="tag">${requirement.level}</span>${basis !== 'documented' && html`<span class="tag">${basis}</span>`}</span>
    </summary>
    <div class="inside">${inside}</div>
  </details>`
}

/** What filters go by. */
function attributes({ name, family, sign, level, basis }: Readonly<Record<'name' | 'family' | 'sign' | 'level' | 'basis', string>>): Markup {
  return html`id="${name}" data-family="${family}" data-verdict="${sign}" data-level="${level}" data-basis="${basis}"`
}

function origin({ requirement, basis, scenarios, requests }: CheckReport, name: string): Markup {
  const how: Content = scenarios === 0 ? 'not put to the test' : `${counted(scenarios, 'scenario')}, ${counted(requests, 'request')}`
  return html`<p class="small soft">
    Source: ${source(clipped(requirement.source, 1_000))}. Level ${requirement.level}, basis ${basis}; ${how}.
    <a href="#${name}" class="screen-only">Link<span class="hidden-text"> to this check</span></a>
  </p>`
}

/** Words for the address of a page, one for each check. */
function namesOf(all: readonly CheckReport[]): ReadonlyMap<CheckReport, string> {
  const taken = new Set<string>()
  return new Map(
    all.map((check) => {
      const plain = ['check', check.check, ...(check.resource === undefined ? [] : [check.resource])].join('-').replaceAll(/[^\w.-]/g, '-')
      let name = plain
      for (let again = 2; taken.has(name); again += 1) name = `${plain}-${again}`
      taken.add(name)
      return [check, name] as const
    }),
  )
}

function filters({ checks }: Report): Markup {
  const families = [...new Set(checks.map(({ family }) => family))].toSorted()
  const signs = standings.filter((sign) => checks.some((check) => standingOf(check) === sign))
  const levels = ['MUST', 'SHOULD', 'MAY', 'PRACTICE'].filter((level) => checks.some(({ requirement }) => requirement.level === level))
  const bases = ['documented', 'client', 'assumed'].filter((basis) => checks.some((check) => check.basis === basis))
  return html`
    <form class="filters screen-only" id="filters" hidden>
      <p class="field grow">
        <label for="search">Search</label>
        <input id="search" name="q" type="search" autocomplete="off" spellcheck="false" placeholder="id, sentence, source, finding" />
      </p>
      ${choice(
        'verdict',
        'Verdict',
        signs.map((sign) => [sign, groups[sign].title]),
      )}
      ${choice(
        'family',
        'Family',
        families.map((family) => [family, family]),
      )}
      ${choice(
        'level',
        'Level',
        levels.map((level) => [level, level]),
      )}
      ${choice(
        'basis',
        'Basis',
        bases.map((basis) => [basis, basis]),
      )}
      <p class="field"><button type="button" data-reset>Reset</button></p>
      <p class="shown" role="status" aria-live="polite" id="shown">${counted(checks.length, 'check')}</p>
    </form>
  `
}

function choice(name: string, label: string, options: readonly (readonly [value: string, text: string])[]): Markup {
  return html`<p class="field">
    <label for="by-${name}">${label}</label>
    <select id="by-${name}" name="${name}">
      <option value="">All</option>
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
  </p>`
}
