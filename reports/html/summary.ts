import type { CheckReport, Report } from '../report.ts'
import type { SubjectInfo, Told } from '../told.ts'
import { staleText } from '../text.ts'
import { icon } from './icons.ts'
import { html, type Markup } from './markup.ts'
import { counted, grouped, groups, sentence, standingOf, standings } from './standing.ts'

/** What a person understands in ten seconds: whose API, kept or not, why, and how much of it was looked at. */
export function summary({ report, subject }: Told): Markup {
  const { provider, result, deviations, cleanup } = report
  const sign = result === 'conformant' ? 'passed' : result === 'not conformant' ? 'failed' : 'inconclusive'
  const stale = deviations?.stale ?? []
  const left = cleanup?.left ?? []
  return html`
    <header>
      <p class="over">Conformance report · ${subject?.organization ?? 'Clusterproof'}${subject?.project !== undefined && html` · ${subject.project}`}</p>
      <h1>${provider.title}</h1>
      <div class="result ${sign}">
        ${icon(sign)}
        <div>
          <p class="verdict">${capital(result)}</p>
          <p class="why">${sentence(report)}</p>
        </div>
      </div>
      ${report.because !== undefined && result !== 'undetermined' && html`<p>${report.because}</p>`}
      ${stale.length > 0 && alert('Deviations to look at: they fail the run', stale.map(staleText))}
      ${left.length > 0 && alert(`Clean-up is incomplete: ${counted(left.length, 'resource is', 'resources are')} still there`, left)}
    </header>
    <section aria-labelledby="summary">
      <h2 id="summary" class="hidden-text">Summary</h2>
      ${counts(report)} ${facts(report, subject)} ${untested(report)}
    </section>
  `
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function alert(title: string, lines: readonly string[]): Markup {
  const shown = lines.slice(0, 20).map((line) => html`<li>${line}</li>`)
  return html`
    <div class="alert">
      <p><strong>${title}</strong></p>
      <ul>
        ${shown}
      </ul>
      ${lines.length > 20 && html`<p>And ${lines.length - 20} more: report.json holds all.</p>`}
    </div>
  `
}

/** A tile for each verdict that occurred. Each leads to its checks. */
function counts(report: Report): Markup {
  const tiles = standings
    .filter((sign) => sign !== 'unasked')
    .flatMap((sign) => {
      const count = report.checks.filter((check) => standingOf(check) === sign).length
      if (count === 0 && sign !== 'passed' && sign !== 'failed') return []
      const inside = html`${icon(sign)}<span class="figure">${grouped(count)}</span> <span class="word">${groups[sign].title}</span>`
      return [count === 0 ? html`<li><span class="tile">${inside}</span></li>` : html`<li><a class="tile ${sign}" href="#${sign}">${inside}</a></li>`]
    })
  return html`<ul class="tiles" aria-label="Checks by verdict">
    ${tiles}
  </ul>`
}

function facts(report: Report, subject: SubjectInfo | undefined): Markup {
  const rows = factsOf(report, subject).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  )
  return html`<dl class="facts">${rows}</dl>`
}

type Fact = readonly [name: string, value: Markup | string]

function factsOf(report: Report, subject: SubjectInfo | undefined): readonly Fact[] {
  const { target, wire, extent, shard, seed, contract, suite, at, requests, planned, checks, deviations } = report
  return [
    ['Target', html`<code>${target}</code>${target === 'mock' && ' (the suite’s own mock)'}${wire !== undefined && ' over Connect'}`],
    ...(subject?.version === undefined ? [] : [['Version', subject.version] as const]),
    ['Date', html`<time datetime="${at}">${at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>`],
    ['Profile', profileText(report)],
    ['Checks', `${grouped(checks.length)} of ${grouped(planned)} finished`],
    ['Requests', grouped(requests)],
    ...(shard === undefined ? [] : [['Part', `${shard.index} of ${shard.of}`] as const]),
    ['Resources made', madeText(report)],
    ['Clean-up', cleanupText(report)],
    ...(extent?.budget === undefined ? [] : [['Budget', budgetText(report)] as const]),
    ['Known deviations', deviations === undefined ? 'none given' : `${deviations.known} given, ${deviations.matched} met, ${deviations.untested} not tested`],
    ['Seed', html`<code>${seed}</code>`],
    ['Contract', html`<code title="${contract}">${contract.slice(0, 12)}</code>`],
    ['Suite', html`clusterproof <code>${suite}</code>`],
  ]
}

function profileText({ extent }: Report): string {
  if (extent === undefined) return 'not told'
  const { profile, only, resource, path, scale } = extent
  const narrowed = [
    ...(only === undefined ? [] : [`only ${only.join(', ')}`]),
    ...(resource === undefined ? [] : [`only on ${resource}`]),
    ...(path === undefined ? [] : [`only scenario ${path}`]),
    ...(scale === undefined ? [] : [`scenarios × ${scale}`]),
  ]
  return [profile, ...narrowed].join(', ')
}

function madeText({ cleanup, creates = {} }: Report): string {
  const costly = Object.entries(creates).map(([type, count]) => `${count} ${type}`)
  if (cleanup === undefined) return costly.join(', ') || 'not told'
  return [grouped(cleanup.created), ...(costly.length === 0 ? [] : [`of them ${costly.join(', ')}`])].join(', ')
}

function cleanupText({ cleanup }: Report): string {
  if (cleanup === undefined) return 'not told'
  const { deleted, handedOver, left } = cleanup
  const others = handedOver === 0 ? '' : `, ${grouped(handedOver)} gone with others or made to stay`
  return `${grouped(deleted)} deleted${others}, ${left.length === 0 ? 'none' : grouped(left.length)} left behind`
}

function budgetText({ extent }: Report): string {
  const { creates, live, seconds } = extent?.budget ?? {}
  const parts = [
    ...(creates === undefined ? [] : [`at most ${counted(creates, 'resource')}`]),
    ...(live === undefined ? [] : [`${live} at a time`]),
    ...(seconds === undefined ? [] : [`${seconds} seconds`]),
  ]
  return parts.join(', ') || 'no limit'
}

/** What nobody may take for kept: by reason, the most frequent first. */
function untested(report: Report): Markup | undefined {
  const silent = report.checks.filter((check) => ['skipped', 'blocked', 'inconclusive', 'errored'].includes(standingOf(check)))
  const unasked = report.checks.filter((check) => standingOf(check) === 'unasked').length
  const missing = Math.max(0, report.planned - report.checks.length)
  const aside =
    unasked > 0 && html`<p class="soft small">${counted(unasked, 'check does', 'checks do')} not apply: the contract promises nothing of the kind.</p>`
  if (silent.length + missing === 0)
    return html`<p>Everything that the contract calls for was put to the test.</p>
      ${aside}`
  const reasons = new Map<string, CheckReport[]>()
  for (const check of silent) {
    const reason = `${check.verdict} ${check.because ?? ''}`
    reasons.set(reason, [...(reasons.get(reason) ?? []), check])
  }
  const rows = [...reasons.values()].toSorted((a, b) => b.length - a.length).map(reasonRow)
  return html`
    <details class="untested">
      <summary>Not tested: ${counted(silent.length + missing, 'check')} that the contract calls for</summary>
      <ul class="plain">
        ${rows} ${missing > 0 && html`<li>${counted(missing, 'check')} never came to an end: the run was cut short.</li>`}
      </ul>
    </details>
    ${aside}
  `
}

function reasonRow(same: readonly CheckReport[]): Markup | undefined {
  const [first] = same
  return first && html`<li>${icon(standingOf(first))} <strong>${same.length}</strong> ${first.verdict}: ${first.because ?? 'no reason told'}</li>`
}
