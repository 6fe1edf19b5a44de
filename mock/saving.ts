import type { Host } from './host.ts'
import type { Saved, SavedWorld } from './state/document.ts'
import type { World } from './world.ts'

/** All that the worlds of a host know, and what was saved of them; journals are no part of it. Of one world alone where it is named. */
export function savedOf(host: Host, only?: string): Saved {
  const contracts = Object.fromEntries(host.contracts.map(({ id, hash }) => [id, hash]))
  const worlds = host.worlds().filter(({ name }) => only === undefined || name === only)
  return { contracts, worlds: worlds.map((world) => savedWorld(host, world)) }
}

function savedWorld(host: Host, world: World): SavedWorld {
  const snapshots = host.snapshots(world.name).list()
  return {
    name: world.name,
    seed: world.seed,
    facts: [...world.facts()],
    snapshots: snapshots.map(({ name, at, kept }) => ({ name, at, seed: kept.seed, facts: [...kept.facts()] })),
  }
}

/**
 * Puts worlds in their places; those that are open know nothing else from then on.
 *
 * @returns ids of the providers whose contracts have changed since.
 * @throws RangeError for a world that cannot be opened, and for a defect that is not one.
 */
export function restore(host: Host, { contracts, worlds }: Saved): readonly string[] {
  for (const saved of worlds) {
    const world = host.world(saved.name, { seed: saved.seed })
    world.replace(saved.facts)
    refuseUnknown(host, world)
    for (const { name, at, facts } of saved.snapshots) {
      const kept = world.twin()
      kept.replace(facts)
      refuseUnknown(host, kept)
      host.snapshots(world.name).keep({ name, at, kept })
    }
  }
  return host.contracts.filter(({ id, hash }) => contracts[id] !== undefined && contracts[id] !== hash).map(({ id }) => id)
}

function refuseUnknown(host: Host, { name, settings }: World): void {
  const unknown = settings.defects.find((id) => !host.defects.some((defect) => defect.id === id))
  if (unknown !== undefined) throw new RangeError(`Failed to read the state: world "${name}" has the defect "${unknown}" on, which is not one.`)
}
