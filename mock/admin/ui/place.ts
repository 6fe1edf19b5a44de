import type { Host } from '../../host.ts'
import type { World } from '../../world.ts'

/** What a page is about. */
export interface Place {
  readonly host: Host
  readonly world: World
}

/** Where the pages are served. */
export const ROOT = '/__admin/ui'

/** The address of a page of a world. */
export function pageOf(world: string, more: Readonly<Record<string, string>> = {}): string {
  return `${ROOT}?${String(new URLSearchParams({ world, ...more }))}`
}
