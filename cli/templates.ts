import { readFileSync } from 'node:fs'

/** What is filled into a template, by the names that stand in it between double braces. */
export type Filling = Readonly<Record<string, string>>

export type TemplateName = 'clusterproof.config.yaml' | 'github.yml' | 'gitlab.yml'

/** A template with its places filled. What GitHub fills itself, `${{ … }}`, stays as it is. */
export function filled(name: TemplateName, filling: Filling): string {
  const text = readFileSync(new URL(`templates/${name}`, import.meta.url), 'utf8')
  return text.replace(/(?<!\$)\{\{(\w+)\}\}/g, (whole, place: string) => filling[place] ?? whole)
}
