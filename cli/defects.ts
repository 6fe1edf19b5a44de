import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'

/** Throws a UsageError with the nearest names where one of the ids is no defect. */
export async function refuseUnknownDefects(ids: readonly string[] = []): Promise<void> {
  if (ids.length === 0) return
  const { defects } = await import('../mock/defects/index.ts')
  const known = defects.map(({ id }) => id)
  const unknown = ids.find((id) => !known.includes(id))
  if (unknown === undefined) return
  const hint = didYouMean(unknown, known, '`clusterproof list defects` names them all.')
  throw new UsageError(`Failed to switch on a defect: "${unknown}" is not one. ${hint}`)
}
