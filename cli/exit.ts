/** How a command ends. Documented in `--help` and in the README. */
export const exitCodes = {
  /** The subject is conformant, or the command did what was asked. */
  ok: 0,
  /** The subject is not conformant, the lint found errors, or a defect was missed. */
  failed: 1,
  /** Usage or configuration: nothing was sent. */
  usage: 2,
  /** Unreachable, no checks, or this program failed. */
  undetermined: 3,
  /** Resources that the run made are still there. */
  unclean: 4,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Something a person typed, set or wrote that cannot be used. Its message goes to stderr as it is; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * What `act` gives. What the lower folders throw about names, folders and settings that a person gave (`RangeError`,
 * `ContractError`) becomes a usage error; everything else is a bug and stays one.
 */
export async function configured<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === 'ContractError')) throw new UsageError(error.message, { cause: error })
    throw error
  }
}
