import type { Contract } from '../specs/contract.ts'
import { UsageError } from './exit.ts'

/** The environment variables that make a vendor's real clients talk to `origin`, in the contract's order. */
export function environmentOf({ behaviour }: Contract, origin: string): readonly (readonly [name: string, value: string])[] {
  const principal = behaviour.seed.principals['admin']
  const known: Readonly<Record<string, string>> = { ...principal?.params, origin, token: principal?.token ?? '' }
  return (behaviour.provider.environment ?? []).map(({ name, value }) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new UsageError(
        `Failed to print the environment of ${behaviour.provider.id}: "${name}" is no name of a variable. Use letters, digits and "_" in behaviour.yaml.`,
      )
    }
    return [name, value.replace(/\{([^{}]+)\}/g, (whole, key: string) => known[key] ?? whole)]
  })
}

/** A line that `eval` takes, whatever the value holds. */
export function exportLine([name, value]: readonly [name: string, value: string]): string {
  return `export ${name}='${value.replaceAll("'", "'\\''")}'`
}

/** The origin that a client on this machine uses: one address stands for all. */
export function originOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** True for addresses that only this machine reaches. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
