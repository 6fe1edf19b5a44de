import { readFileSync } from 'node:fs'
import { isLoopback, type Budget, type Credential, type Subject } from '../conformance/subject/subject.ts'
import { kubeconfigProblem } from '../mock/kubeconfig.ts'
import { rulesOf } from '../specs/behaviour.ts'
import type { Contract } from '../specs/contract.ts'
import type { ConfigurableFlags } from './config-merge.ts'
import { UsageError } from './exit.ts'
import { didYouMean } from './nearest.ts'
import { secretFrom } from './secret.ts'

/** What a person says of an endpoint that is not ours. Tokens are named by their variables. */
export interface TargetFlags extends Omit<ConfigurableFlags, 'out' | 'format'> {
  readonly target: string
  readonly burst?: boolean
}

/** Requests a second to an endpoint of somebody else, where nobody says otherwise. */
export const usualRate = 2

/** The subject that a person describes. Nothing is sent. Throws a UsageError for whatever is missing. */
export function realSubject(contract: Contract, flags: TargetFlags, env: Readonly<Record<string, string | undefined>>): Subject {
  if (flags.tokenEnv === undefined) {
    throw new UsageError(`Failed to check ${flags.target}: no token is named. Add --token-env VAR, where VAR is the environment variable that holds it.`)
  }
  const params = { ...unseen(contract, 'own'), ...flags.param }
  refuseUnknown(contract, params, '--param')
  refuseMissing(contract, params, '--param')
  const admin = { token: secretFrom('--token-env', flags.tokenEnv, env), params }
  const readonly = flags.readonlyTokenEnv === undefined ? undefined : { token: secretFrom('--readonly-token-env', flags.readonlyTokenEnv, env), params }
  const other = second(contract, flags, env)
  const pace = flags.targetClock ?? 1
  return {
    baseUrl: flags.target,
    secondsPerSecond: pace,
    principals: { admin, ...(readonly && { readonly }), ...(other && { other }) },
    params: {},
    patience: patienceFor(contract, flags.target, pace),
    ...(flags.burst === true && { burst: { baseUrl: flags.target, secondsPerSecond: pace } }),
    ...(flags.kubeconfig !== undefined && { kubeconfig: readKubeconfig(flags.kubeconfig) }),
    requestBudget: 10_000,
    ...(!isLoopback(flags.target) && { requestsPerSecond: usualRate }),
    ...limitsOf(flags),
  }
}

/** What a run may cost at most, where somebody says so. */
export function limitsOf({ maxRequests, maxCreates, maxLive, maxMinutes, rate }: ConfigurableFlags): Partial<Subject> {
  const budget: Budget = {
    ...(maxCreates !== undefined && { creates: maxCreates }),
    ...(maxLive !== undefined && { live: maxLive }),
    ...(maxMinutes !== undefined && { seconds: maxMinutes * 60 }),
  }
  return {
    ...(maxRequests !== undefined && { requestBudget: maxRequests }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(rate !== undefined && { requestsPerSecond: rate }),
  }
}

function second(contract: Contract, flags: TargetFlags, env: Readonly<Record<string, string | undefined>>): Credential | undefined {
  if (flags.secondTokenEnv === undefined) {
    if (flags.secondParam !== undefined) throw new UsageError('Failed to read --second-param: there is no second token. Add --second-token-env VAR.')
    return undefined
  }
  const params = { ...unseen(contract, 'other'), ...flags.secondParam }
  refuseUnknown(contract, params, '--second-param')
  refuseMissing(contract, params, '--second-param')
  return { token: secretFrom('--second-token-env', flags.secondTokenEnv, env), params }
}

function readKubeconfig(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new UsageError(`Failed to read --kubeconfig ${path}: ${found}. Name a file that holds the kubeconfig of a cluster that may be imported.`)
  }
  if (text.trim() === '')
    throw new UsageError(`Failed to read --kubeconfig ${path}: it is empty. Name a file that holds the kubeconfig of a cluster that may be imported.`)
  const problem = kubeconfigProblem(text, { maxBytes: 1_048_576, maxAliases: 1000 })
  if (problem !== undefined)
    throw new UsageError(`Failed to read --kubeconfig ${path}: ${problem}. Name a file that holds the kubeconfig of a cluster that may be imported.`)
  return text
}

/** A name for the scope where requests never tell it: the credential alone does. */
function unseen({ behaviour, operations }: Contract, name: string): Readonly<Record<string, string>> {
  const { context, credentials } = behaviour.auth
  const { scope } = credentials
  if (context === undefined || context.header !== undefined || scope === undefined) return {}
  return [...operations.values()].some(({ template }) => template.includes(`{${scope}}`)) ? {} : { [scope]: name }
}

/** The path parameter that nothing can be asked without: what credentials are bound to. Checks that need another one are skipped without it. */
function refuseMissing(contract: Contract, params: Readonly<Record<string, string>>, flag: string): void {
  const { scope } = contract.behaviour.auth.credentials
  if (scope === undefined || params[scope] !== undefined) return
  throw new UsageError(`Failed to check ${contract.id}: nothing is known for the path parameter ${scope}. Add ${flag} ${scope}=<yours>.`)
}

function refuseUnknown(contract: Contract, params: Readonly<Record<string, string>>, flag: string): void {
  const { auth, resources, seed } = contract.behaviour
  const known = new Set([
    ...Object.values(resources ?? {}).flatMap(({ address }) => address),
    ...Object.keys(seed.principals['admin']?.params ?? {}),
    ...[auth.credentials.scope ?? []].flat(),
    // What is on offer differs from account to account, so that a person may have to say which to use.
    ...Object.values(resources ?? {}).flatMap((type) => rulesOf(type, 'offered').map((rule) => rule.at.slice(1))),
  ])
  const unknown = Object.keys(params).find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new UsageError(
    `Failed to read ${flag}: ${contract.id} has no parameter "${unknown}". ${didYouMean(unknown, [...known], `It has ${[...known].join(', ')}.`)}`,
  )
}

/** As long as the slowest lifecycle of the contract may last; asked often on this machine, seldom elsewhere. */
function patienceFor(contract: Contract, target: string, pace: number): Subject['patience'] {
  const slowest = Math.max(
    60,
    ...Object.values(contract.behaviour.lifecycles ?? {}).map(({ settles, vanishes }) => Math.max(settles.withinSeconds, vanishes?.withinSeconds ?? 0)),
  )
  const pauseMs = isLoopback(target) ? 200 / Math.min(pace, 20) : 5000
  return { attempts: Math.ceil((slowest * 1000) / pauseMs / pace), pauseMs }
}
