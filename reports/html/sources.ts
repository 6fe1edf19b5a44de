import { html, type Markup } from './markup.ts'

/** RFCs, with or without sections; proposals of Google's API design; addresses. What is no such thing stays text. */
const named =
  /\bRFC (\d{3,5})(?:,? sections? (\d+(?:\.\d+)*)((?:(?:,| and|, and) \d+\.\d+(?:\.\d+)*)*))?|\bAIP-(\d{1,4})\b|https?:\/\/[^\s;,()<>"']+[^\s;,.()<>"']/g

/** The source of a statement, its parts linked to where they can be read. */
export function source(text: string): Markup {
  const parts: (Markup | string)[] = []
  let end = 0
  for (const found of text.matchAll(named)) {
    const [whole, rfc, section, more = '', aip] = found
    parts.push(text.slice(end, found.index))
    if (rfc === undefined) parts.push(link(aip === undefined ? whole : `https://google.aip.dev/${aip}`, whole))
    else parts.push(link(addressOf(rfc, section), whole.slice(0, whole.length - more.length)), ...sections(rfc, more))
    end = found.index + whole.length
  }
  return html`${parts}${text.slice(end)}`
}

/** Further sections of one RFC, e.g. ` and 13.2.1`. */
function sections(rfc: string, text: string): readonly (Markup | string)[] {
  return text.split(/(\d+(?:\.\d+)+)/).map((part, index) => (index % 2 === 1 ? link(addressOf(rfc, part), part) : part))
}

function addressOf(rfc: string, section: string | undefined): string {
  return `https://www.rfc-editor.org/rfc/rfc${rfc}${section === undefined ? '' : `#section-${section}`}`
}

function link(address: string, text: string): Markup {
  return html`<a href="${address}" rel="noreferrer">${text}</a>`
}
