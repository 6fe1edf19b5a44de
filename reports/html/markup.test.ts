import { expect, test } from 'vitest'
import { html, type Content } from './markup.ts'

test.each([
  ['an element', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['the end of an attribute', '" onclick="x', '&quot; onclick=&quot;x'],
  ['a single quote', "'", '&#39;'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['a mark that turns the text', 'a\u202eb', 'a\\u202eb'],
  ['an escape sequence', '\u001b[31m', '\\u001b[31m'],
  ['half of a pair', '\ud800', '\\ud800'],
])('writes %s as text', (_, text, written) => {
  expect(String(html`<p title="${text}">${text}</p>`)).toBe(`<p title="${written}">${written}</p>`)
})

test('leaves tabs, line ends and letters of all languages as they are', () => {
  expect(String(html`${'\tä\n日本 🚢'}`)).toBe('\tä\n日本 🚢')
})

test('writes nothing for what is absent, and all that a list holds, however deep', () => {
  expect(String(html`${undefined}${null}${false}${true}${0}${['a', [html`<b>${'<'}</b>`, [1]]]}`)).toBe('0a<b>&lt;</b>1')
})

test('writes what a foreign report holds in place of a text as text', () => {
  const foreign: Content = JSON.parse('{"isEscaped":true,"callbacks":[1],"x":"<script>"}')
  expect(String(html`${foreign}`)).toBe('{&quot;isEscaped&quot;:true,&quot;callbacks&quot;:[1],&quot;x&quot;:&quot;&lt;script&gt;&quot;}')
})

test('does not pay for the indentation of its source, and keeps that of what it is given', () => {
  const inner = html`<li>${'a\n   b'}</li>`
  expect(
    String(
      html`<ul>
        ${inner}
      </ul>`,
    ),
  ).toBe('<ul>\n<li>a\n   b</li>\n</ul>')
})
