import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { html } from './markup.ts'
import { page } from './page.ts'

const whole = await page({
  title: 'A </title><script>x</script>',
  description: '"quoted"',
  body: html`<p>body</p>`,
  styles: ['report.css'],
  script: 'report.js',
})

function inside(name: string): string {
  return new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(whole)?.[1] ?? ''
}

test('allows exactly the style and the script that it holds', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(whole)?.[1]?.replaceAll('&#39;', "'") ?? ''
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    'img-src data:',
    `style-src ${digest(inside('style'))}`,
    `script-src ${digest(inside('script'))}`,
    "base-uri 'none'",
    "form-action 'none'",
  ])
})

test('holds styles and scripts that cannot end their own element', async () => {
  for (const name of ['page.css', 'report.css', 'report.js']) expect(await readFile(new URL(name, import.meta.url), 'utf8')).not.toMatch(/<\/(style|script)/i)
})

test('has one script element, no inline styles and no handlers, whatever its title', () => {
  expect(whole.match(/<script/g)).toHaveLength(1)
  expect(whole).toContain('<title>A &lt;/title&gt;')
  expect(whole.replace(inside('script'), '')).not.toMatch(/\sstyle=|\son[a-z]+=/)
})

test('has no script at all where none is asked for', async () => {
  const plain = await page({ title: 'x', body: html`<p>body</p>` })
  expect(plain).not.toContain('script')
})
