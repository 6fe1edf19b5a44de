import { expect, test } from 'vitest'
import { source } from './sources.ts'

const link = (href: string, text: string) => `<a href="${href}" rel="noreferrer">${text}</a>`

test.each([
  ['RFC 9110 section 13.1.1', link('https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1', 'RFC 9110 section 13.1.1')],
  [
    'RFC 9110 sections 13.1.1 and 13.2.1; more',
    `${link('https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1', 'RFC 9110 sections 13.1.1')} and ${link('https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1', '13.2.1')}; more`,
  ],
  ['RFC 8259', link('https://www.rfc-editor.org/rfc/rfc8259', 'RFC 8259')],
  [
    'RFC 8259 section 8.1; AIP-210',
    `${link('https://www.rfc-editor.org/rfc/rfc8259#section-8.1', 'RFC 8259 section 8.1')}; ${link('https://google.aip.dev/210', 'AIP-210')}`,
  ],
  ['see https://api.example.test/docs?a=1.', `see ${link('https://api.example.test/docs?a=1', 'https://api.example.test/docs?a=1')}.`],
  ["the provider's document", 'the provider&#39;s document'],
  ['javascript:alert(1) <b>', 'javascript:alert(1) &lt;b&gt;'],
])('links what can be read elsewhere: %s', (text, written) => {
  expect(String(source(text))).toBe(written)
})
