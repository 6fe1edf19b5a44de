import type { Contract } from '../specs/contract.ts'
import { configureOffline } from './config-check.ts'
import { consentText } from './config-consent.ts'
import { merge, type ConfigurableFlags } from './config-merge.ts'
import { readConfig } from './config.ts'
import type { DoctorFlags, Finding } from './doctor.ts'
import { configured, UsageError } from './exit.ts'
import { realSubject } from './real-subject.ts'
import type { Terminal } from './terminal.ts'

/** What stands in the way of a check of one target: its contract, consent, credentials, and whether it answers. */
export async function* examined(name: string, flags: DoctorFlags, terminal: Terminal): AsyncGenerator<Finding, void, undefined> {
  const what = `target ${name}`
  try {
    const { contract, settled, consent } = await read(name, flags, terminal)
    const maySend = consent.startsWith('yes')
    yield {
      what,
      state: maySend ? 'ok' : 'warning',
      found: `${contract.title} at ${settled.target}`,
      ...(!maySend && { advice: `May it be sent to? ${consent}. clusterproof check --target ${name} shows the lines to add.` }),
    }
    // What nobody may send to yet is not ready in other ways either.
    if (!maySend) return
    const subject = realSubject(contract, { ...settled, target: settled.target }, terminal.env)
    yield { what, state: 'ok', found: `credentials: ${Object.keys(subject.principals).join(', ')}` }
    if (flags.send === false) return
    const { reach } = await import('../conformance/reach.ts')
    const { because, took } = await reach(contract, subject)
    if (because === undefined) yield { what, state: 'ok', found: `answers in ${Math.round(took)} ms, and serves the administrator` }
    else yield { what, state: 'problem', found: because, advice: 'Is it running, is the address right, is the token still good?' }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    yield { what, state: 'problem', found: error.message }
  }
}

interface Examined {
  readonly contract: Contract
  readonly settled: ConfigurableFlags & { readonly target: string }
  readonly consent: string
}

async function read(name: string, { config }: DoctorFlags, terminal: Terminal): Promise<Examined> {
  const typed = { target: name, ...(config !== undefined && { config }) }
  const { provider, flags } = await configureOffline(undefined, typed, terminal)
  const [{ folderOf }, { loadContract }] = await Promise.all([import('../specs/providers.ts'), import('../specs/load.ts')])
  const contract = await configured(async () => loadContract(await folderOf(provider)))
  const file = await readConfig(config, terminal)
  return { contract, settled: { ...flags, target: flags.target ?? name }, consent: consentText(merge(typed, file), file) }
}
