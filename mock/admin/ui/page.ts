import { explained } from './explained.ts'
import { html, type Content, type Markup } from './markup.ts'
import { part } from './parts.ts'
import { pageOf, ROOT, type Place } from './place.ts'

export interface Said {
  readonly kind: 'done' | 'refused'
  readonly text: string
}

interface Telling {
  /** What came of the last form. */
  readonly said?: Said | undefined
  /** Number of the request to explain. */
  readonly request?: number | undefined
}

/** The page of a world, or of one of its requests. */
export function worldPage(place: Place, { said, request }: Telling): Markup {
  const { name } = place.world
  const content = request === undefined ? overview(place) : explanation(place, request)
  return html`${bar(name)}
    <main
      id="main"
      tabindex="-1"
      data-world="${name}"
      ${request === undefined && html`data-live="${ROOT}/events?${worldQuery(name)}" data-parts="${ROOT}/parts?${worldQuery(name)}"`}
    >
      ${told(said)} ${content}
    </main>
    <footer class="soft small">
      Programs do all of this by <a href="/__admin/docs">the management interface</a>. Nothing here is sent anywhere but to this mock.
    </footer>`
}

/** A page that has nothing but something to say. */
export function plainPage(title: string, content: Content): Markup {
  return html`${bar()}
    <main id="main" tabindex="-1">
      <h1>${title}</h1>
      ${content}
    </main>`
}

function bar(world?: string): Markup {
  return html`<header class="bar">
    <a class="brand" href="${world === undefined ? ROOT : pageOf(world)}"
      ><span class="logo" aria-hidden="true"></span>Clusterproof <span class="soft">mock</span></a
    >
    <p class="alive" id="alive" hidden><span class="lamp" aria-hidden="true"></span><span class="word"></span></p>
  </header>`
}

/** Always there, so that assistive technology tells what is put into it later. */
function told(said: Said | undefined): Markup {
  return html`<div id="said" class="${said === undefined ? 'said' : `said ${said.kind}`}" role="status">
    ${said !== undefined && html`<p>${said.text}</p>`}
  </div>`
}

function overview(place: Place): Markup {
  return html`${part(place, 'world')}
    <div class="board">
      <div class="side">${part(place, 'clock')}</div>
      <div class="middle">${part(place, 'resources')} ${part(place, 'requests')}</div>
      <div class="side">${part(place, 'faults')} ${part(place, 'limits')} ${part(place, 'snapshots')} ${part(place, 'grade')} ${part(place, 'worlds')}</div>
    </div>`
}

function explanation(place: Place, number: number): Markup {
  const found = explained(place, number, true)
  return html`<p><a href="${pageOf(place.world.name)}">World ${place.world.name}</a></p>
    <h1>Request ${number}</h1>
    <div class="card">${found ?? html`<p>World ${place.world.name} does not remember request ${number}.</p>`}</div>`
}

function worldQuery(world: string): string {
  return String(new URLSearchParams({ world }))
}
