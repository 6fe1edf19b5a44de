import { readFileSync } from 'node:fs'

/** Version of this package, from the nearest package.json above: one folder up in the source, two in the built form. */
export function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const found = versionIn(new URL(place, import.meta.url))
    if (found !== undefined) return found
  }
  return '0.0.0'
}

function versionIn(url: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(url, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return undefined
    return typeof manifest.version === 'string' ? manifest.version : undefined
  } catch {
    return undefined
  }
}
