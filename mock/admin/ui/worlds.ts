import { DEFAULT_WORLD } from '../../host.ts'
import { button, form } from './form.ts'
import { html, type Markup } from './markup.ts'
import { pageOf, type Place } from './place.ts'
import { plural } from './words.ts'

/** Most worlds that are listed. */
const MOST = 100

/** The worlds that are open, and the way to another one. */
export function worlds(place: Place): Markup {
  const { host, world } = place
  const open = host.worlds()
  return html`<header class="head">
      <h2 id="worlds-title">Worlds</h2>
      <p class="tally">${open.length}</p>
    </header>
    <nav aria-label="Worlds">
      <ul class="worlds">
        ${open.slice(0, MOST).map(
          ({ name, journal }) =>
            html`<li>
              <a href="${pageOf(name)}" ${name === world.name && html`aria-current="page"`}
                >${name} <span class="soft small">${plural(journal.total, 'request')}</span></a
              >
            </li>`,
        )}
      </ul>
    </nav>
    ${open.length > MOST && html`<p class="soft small">${open.length - MOST} more: GET /__admin/worlds lists all.</p>`}
    ${form(place, {
      deed: 'open',
      name: 'row',
      inside: html`<p class="field grow"><label for="open">Open a world</label><input id="open" name="name" required maxlength="64" /></p>
        <button class="quiet">Open</button>`,
    })}
    ${form(place, {
      deed: 'fork',
      name: 'row',
      inside: html`<p class="field grow"><label for="fork">Copy this one to</label><input id="fork" name="to" required maxlength="64" /></p>
        <button class="quiet">Copy</button>`,
    })}`
}

/** What this world is like, and how to begin anew. */
export function thisWorld(place: Place): Markup {
  const { world } = place
  const { defects } = world.settings
  return html`<div class="titled">
      <h1><span class="soft">World</span> ${world.name}</h1>
      <p class="soft">
        seed ${world.seed} ·
        ${plural(world.journal.total, 'request')}${defects.length > 0 && html` · <span class="badge on">${plural(defects.length, 'defect')} on: ${defects.join(', ')}</span>`}
      </p>
    </div>
    <div class="row">
      ${button(place, { deed: 'reset', label: 'Reset this world', kind: 'grave' })}
      ${
        world.name !== DEFAULT_WORLD &&
        button(place, {
          deed: 'delete-world',
          label: 'Delete',
          kind: 'quiet',
          says: 'Delete this world',
          sure: `Forget the world ${world.name} and all that is in it?`,
        })
      }
    </div>`
}
