import { UsageError } from './exit.ts'

/** The secret in the environment variable that a flag names. Secrets are never taken from the command line, where others can read them. */
export function secretFrom(flag: string, variable: string, env: Readonly<Record<string, string | undefined>>): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    throw new UsageError(
      `Failed to read ${flag}: its value is no name of an environment variable. Name the variable that holds the token; never give the token itself.`,
    )
  }
  const value = env[variable]
  if (value === undefined || value === '') {
    // A token has been given in place of a name before: what does not look like a variable is not repeated.
    if (!/^[A-Z_][A-Z0-9_]*$/.test(variable))
      throw new UsageError(
        `Failed to read ${flag}: no environment variable of that name is set. Name the variable that holds the token; never give the token itself.`,
      )
    throw new UsageError(
      `Failed to read ${flag}: the environment variable ${variable} is ${value === '' ? 'empty' : 'not set'}. Set it to the token, e.g. export ${variable}=...`,
    )
  }
  if (/[^\x21-\x7e]/.test(value)) {
    throw new UsageError(
      `Failed to read ${flag}: the value of ${variable} holds a space, a line break or another character that no token has. Set it to the token alone.`,
    )
  }
  return value
}
