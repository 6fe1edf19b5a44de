import { button, form } from './form.ts'
import { html, type Markup } from './markup.ts'
import type { Place } from './place.ts'
import { instant, time } from './words.ts'

/** What was saved of a world, and the way back to it. */
export function snapshots(place: Place): Markup {
  const { host, world } = place
  const saved = host.snapshots(world.name).list()
  return html`<header class="head">
      <h2 id="snapshots-title">Snapshots</h2>
      <p class="tally">${saved.length === 0 ? 'none' : saved.length}</p>
    </header>
    ${
      saved.length > 0 &&
      html`<ul class="rows">
        ${saved.map(
          ({ name, at }) =>
            html`<li id="s-${name}">
              <div>
                <strong>${name}</strong>
                <p class="soft small">at <time datetime="${instant(at)}">${time(at, world.clock.now())}</time></p>
              </div>
              <div class="row">
                ${button(place, { deed: 'load', fields: { name }, label: 'Rewind', says: `Rewind to ${name}` })}
                ${button(place, { deed: 'delete-snapshot', fields: { name }, label: 'Delete', kind: 'quiet', says: `Delete the snapshot ${name}` })}
              </div>
            </li>`,
        )}
      </ul>`
    }
    ${form(place, {
      deed: 'save',
      name: 'row',
      inside: html`<p class="field grow">
          <label for="snapshot">Name</label><input id="snapshot" name="name" required maxlength="64" value="snapshot-${saved.length + 1}" />
        </p>
        <button class="main">Save</button>`,
    })}`
}
