import type { Told } from '../told.ts'
import { axisOf } from './axis.ts'
import { budget } from './budget.ts'
import { coursesOf, type Course } from './courses.ts'
import { life } from './life.ts'
import { legend, lifecycle } from './lifecycle.ts'
import { html, type Content, type Markup } from './markup.ts'
import { overview } from './overview.ts'
import { counted } from './standing.ts'

/** Resources that are told of one by one, at most. */
const mostLives = 250

/** What people would rather look at: lifecycles, the course of the run, what was left of the rate limit. */
export function pictures({ report, traffic }: Told): Markup {
  if (traffic === undefined) return html`${frame(absent(report.provider.id))}`
  if (traffic.requests.length === 0) return frame(html`<p class="soft">Nothing was sent, so there is nothing to be drawn.</p>`)
  const axis = axisOf(traffic, report.target)
  const courses = coursesOf(traffic, axis)
  const graphs = traffic.lifecycles.filter(({ edges }) => edges.length > 0)
  return frame(html`
    ${graphs.length > 0 && legend()} ${graphs.map(lifecycle)}
    <section class="picture" aria-labelledby="run">
      <h3 id="run">The course of the run</h3>
      <p class="soft small">
        ${axis.title}, from left to right.
        ${report.target === 'mock' && 'Of requests that were sent together nothing is told of who won: on a mock that differs from run to run.'}
      </p>
      ${overview(traffic, courses, axis)} ${courses.length > 0 && lives(courses, (course) => life(course, axis))}
    </section>
    ${budget(traffic, axis)}
  `)
}

function frame(inside: Content): Markup {
  return html`<section aria-labelledby="pictures">
    <h2 id="pictures">Pictures</h2>
    ${inside}
  </section>`
}

function absent(provider: string): Markup {
  return html`<p>
      This page was made from a report alone, which does not hold what went over the wire. Record the run to see the lifecycles, the course of the run and the
      rate limit:
    </p>
    <pre
      tabindex="0"
      aria-label="Commands"
    ><code>${`clusterproof check ${provider} --record run.ndjson.gz\nclusterproof report run.ndjson.gz --format html`}</code></pre>`
}

/** The most telling ones, in the order of the run. */
function lives(courses: readonly Course[], draw: (course: Course) => Markup): Markup {
  const shown = new Set(
    courses
      .filter(({ requests }) => requests.length > 1)
      .toSorted((a, b) => b.spans.length - a.spans.length || b.requests.length - a.requests.length)
      .slice(0, mostLives),
  )
  const listed = courses.filter((course) => shown.has(course))
  return html`
    <p class="field zoom screen-only" id="zoom" hidden>
      <label for="resource">Look at one resource</label>
      <select id="resource">
        <option value="">All</option>
        ${listed.map(({ thing, index }) => html`<option value="thing-${index}">${thing.resource} ${thing.id.slice(0, 60)}</option>`)}
      </select>
    </p>
    <details class="lives">
      <summary>${counted(listed.length, 'resource')}, one by one</summary>
      ${listed.map(draw)}
      ${courses.length > listed.length && html`<p class="soft small">${counted(courses.length - listed.length, 'resource')} about which little was sent are left out here.</p>`}
    </details>
  `
}
