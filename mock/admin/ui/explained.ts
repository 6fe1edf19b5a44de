import { isObject, type Json, type JsonObject } from '../../../specs/json.ts'
import { explain } from '../../explain/explain.ts'
import { html, type Content, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { plural } from './words.ts'

/** Members that are told first, in words of their own, and not again. */
const apart: ReadonlySet<string> = new Set(['summary', 'stages', 'changes'])

/** What the mock made of a request, and why; undefined where it is not remembered. Where the request's facts stand beside it, they are left out. */
export function explained({ world: { journal } }: Place, number: number, isAlone = false): Markup | undefined {
  const found = journal.find(number)
  if (found === undefined) return undefined
  const told = explain(journal, found)
  const rest = Object.entries(told).filter(([name, value]) => !apart.has(name) && !isBare(value) && (isAlone || name !== 'request'))
  return html`<div class="explained">
    <p class="summary">${text(told['summary'])}</p>
    ${stages(told['stages'])} ${changes(told['changes'])}
    <dl class="told">
      ${rest.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${shown(value)}</dd>
          </div>`,
      )}
    </dl>
  </div>`
}

/** The stages that the contract orders, with what each said. */
function stages(value: Json | undefined): Content {
  if (!Array.isArray(value) || value.length === 0) return undefined
  return html`<ol class="stages" aria-label="Stages">
    ${value.map((stage) => isObject(stage) && html`<li class="${text(stage['outcome'])}"><span>${text(stage['stage'])}</span> <span class="small">${text(stage['outcome'])}</span></li>`)}
  </ol>`
}

function changes(value: Json | undefined): Content {
  if (!Array.isArray(value)) return undefined
  return value.map((change) => isObject(change) && oneChange(change))
}

function oneChange({ did, resource, before, after, members }: JsonObject): Content {
  if (did === 'noted') return undefined
  const [type, address] = isObject(resource) ? [text(resource['type']), resource['address']] : ['', []]
  const listed = Array.isArray(members) ? members.filter((member) => isObject(member)) : []
  const phases = [before, after].flatMap((version) =>
    isObject(version) && typeof version['phase'] === 'string' && version['phase'] !== '' ? [version['phase']] : [],
  )
  return html`<div class="change">
    <p><strong>${text(did)}</strong> the ${type} ${Array.isArray(address) && address.map(text).join(' / ')}${phases.length > 0 && `: ${phases.join(' → ')}`}</p>
    ${
      listed.length > 0 &&
      html`<div class="wide" tabindex="0" role="group" aria-label="${plural(listed.length, 'member')} changed">
        <table>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            ${listed.map(
              (member) =>
                html`<tr>
                  <th scope="row"><code>${text(member['at'])}</code></th>
                  <td>${shown(member['before'])}</td>
                  <td>${shown(member['after'])}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
  </div>`
}

function shown(value: Json | undefined): Content {
  if (value === undefined) return html`<span class="soft">–</span>`
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return value.join(', ')
    return html`<ul>
      ${value.map((item: Json) => html`<li>${shown(item)}</li>`)}
    </ul>`
  }
  return html`<dl>
    ${Object.entries(value)
      .filter(([, inner]) => !isBare(inner))
      .map(
        ([name, inner]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${shown(inner)}</dd>
          </div>`,
      )}
  </dl>`
}

function isBare(value: Json): boolean {
  return (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
