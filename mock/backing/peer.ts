/** A package that is needed for what was asked is not installed. */
export class PeerError extends RangeError {
  override readonly name = 'PeerError'
}

/** Loads an optional package, or says what it is needed for and how to get it. */
export async function peer<T>(name: string, load: () => Promise<T>, task = 'open the store'): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new PeerError(`Failed to ${task}: it needs the package "${name}", which is not installed. Run: npm install ${name}`)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')
}
