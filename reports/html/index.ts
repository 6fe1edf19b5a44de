import type { Told } from '../told.ts'
import { checks } from './checks.ts'
import { sprite } from './icons.ts'
import { arrows } from './lifecycle.ts'
import { html } from './markup.ts'
import { page } from './page.ts'
import { pictures } from './pictures.ts'
import { sentence } from './standing.ts'
import { summary } from './summary.ts'

/** The report as one page that needs no network and no script: what a person reads, and what they unfold where they doubt it. */
export function htmlReport(told: Told): Promise<string> {
  const { provider, result } = told.report
  return page({
    title: `${provider.title}: ${result}`,
    description: sentence(told.report),
    styles: ['report.css'],
    script: 'report.js',
    body: html`
      ${sprite()} ${arrows()} ${summary(told)}
      <nav class="contents screen-only" aria-label="On this page">
        <a href="#checks">Checks</a>
        <a href="#pictures">Pictures</a>
      </nav>
      ${checks(told)} ${pictures(told)}
      <footer class="soft small">
        <p>Made by clusterproof ${told.report.suite} from what was recorded. Secrets stand as placeholders; hidden characters stand as escapes.</p>
      </footer>
    `,
  })
}
