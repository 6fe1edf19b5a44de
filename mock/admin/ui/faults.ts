import { wiresOf } from '../../../specs/connect.ts'
import type { Contract } from '../../../specs/contract.ts'
import type { FaultCount } from '../../faults/faults.ts'
import { summaryOf, type Fault } from '../../faults/plan.ts'
import { button, form } from './form.ts'
import { html, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { presets, turns } from './presets.ts'
import { plural } from './words.ts'

/** What is planned to go wrong, how often each came about, and a few to choose from. */
export function faults(place: Place): Markup {
  const { plan } = place.world.faults
  const counts = place.world.faults.counts()
  return html`<header class="head">
      <h2 id="faults-title">Faults</h2>
      <p class="tally">${plan.length === 0 ? 'off' : html`<span class="badge on">${plan.length} planned</span>`}</p>
      ${plan.length > 1 && button(place, { deed: 'clear-faults', label: 'Remove all', kind: 'quiet', says: 'Remove all faults' })}
    </header>
    ${
      plan.length > 0 &&
      html`<ul class="rows">
        ${plan.map((fault, index) => planned(place, fault, counts[index]))}
      </ul>`
    }
    ${form(place, { deed: 'add-fault', name: 'stack', inside: choices(place) })}`
}

function planned(place: Place, fault: Fault, count: FaultCount | undefined): Markup {
  return html`<li id="f-${fault.id}">
    <div>
      <strong>${fault.id}</strong>
      <p class="soft small">${summaryOf(fault)}</p>
      <p class="small">${met(count)}</p>
    </div>
    ${button(place, { deed: 'remove-fault', fields: { id: fault.id }, label: 'Remove', kind: 'quiet', says: `Remove the fault ${fault.id}` })}
  </li>`
}

function met(count: FaultCount | undefined): string {
  if (count === undefined || count.matched === 0) return 'No request has fitted so far'
  return `Came about in ${count.fired} of ${plural(count.matched, 'request')}`
}

function choices({ host }: Place): Markup {
  return html`<p class="field">
      <label for="preset">What goes wrong</label
      ><select id="preset" name="preset">
        ${Object.entries(presets).map(([name, { label }]) => html`<option value="${name}">${label}</option>`)}
      </select>
    </p>
    <p class="field">
      <label for="operation">Where</label
      ><select id="operation" name="operation">
        <option value="">every request</option>
        ${host.contracts.map(operations)}
      </select>
    </p>
    <p class="field">
      <label for="turn">How often</label
      ><select id="turn" name="turn">
        ${Object.entries(turns).map(([name, { label }]) => html`<option value="${name}">${label}</option>`)}
      </select>
    </p>
    <p><button class="main">Add the fault</button></p>`
}

function operations(contract: Contract): Markup {
  const ids = [
    ...new Set(wiresOf(contract).flatMap((wire) => [...wire.operations.values()].flatMap(({ id, behaviour }) => (behaviour === undefined ? [] : [id])))),
  ]
  return html`<optgroup label="${contract.title}">${ids.map((id) => html`<option value="${contract.id}/${id}">${id}</option>`)}</optgroup>`
}
