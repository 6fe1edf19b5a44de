import { readFileSync } from 'node:fs'
import { isObject, type Json } from '../../specs/json.ts'

/** Version of this package, from the nearest `package.json` above: the same from the sources and from `dist/`. */
export function ownVersion(): string {
  for (let folder = new URL('.', import.meta.url), up = 0; up < 6; folder = new URL('..', folder), up += 1) {
    const found = versionIn(new URL('package.json', folder))
    if (found !== undefined) return found
  }
  return 'unknown'
}

function versionIn(file: URL): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const read: Json = JSON.parse(text)
  return isObject(read) && typeof read['version'] === 'string' ? read['version'] : undefined
}
