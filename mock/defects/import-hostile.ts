import { withAt } from '../../specs/json.ts'
import type { Defect } from '../defect.ts'
import { idOf } from '../record.ts'
import { isImport, kubeconfigOf, ofImports, refusedWith } from './import-parts.ts'
import { withBody } from './lifecycle-parts.ts'
import { behaviourOf } from './parts.ts'

/** What becomes of those who trust a kubeconfig. None of these runs or opens anything: they only say that they did. */
export const importHostileDefects: readonly Defect[] = [
  {
    id: 'import.runs-plugins',
    violates: 'imp.no-exec-no-files',
    sentence: 'Runs the program that a kubeconfig names for getting a credential.',
    wrap: ofImports((outcome, call) => {
      const command = /\n\s*exec:[^]*?\bcommand: *["']?([^\s"']+)/.exec(kubeconfigOf(call) ?? '')?.[1]
      return command === undefined ? outcome : { reply: refusedWith(call, `exec: "${command}": executable file not found in $PATH`), changes: [] }
    }),
  },
  {
    id: 'import.opens-files',
    violates: 'imp.no-exec-no-files',
    sentence: 'Opens the files that a kubeconfig names.',
    wrap: ofImports((outcome, call) => {
      const path = /(?:tokenFile|client-certificate|client-key|certificate-authority): *["']?(\/[^\s"']+)/.exec(kubeconfigOf(call) ?? '')?.[1]
      return path === undefined ? outcome : { reply: refusedWith(call, `open ${path}: no such file or directory`), changes: [] }
    }),
  },
  {
    id: 'import.plugin-fails-later',
    violates: 'imp.no-exec-no-files',
    sentence: 'Imports at once, and runs the program that a kubeconfig names whenever the cluster is looked at.',
    wrap: (respond) => {
      const commands = new Map<string, string>()
      return (call, around) => {
        const outcome = respond(call, around)
        const command = /\bcommand: *["']?([^\s"']+)/.exec(kubeconfigOf(call) ?? '')?.[1]
        const { about } = outcome
        if (isImport(call) && command !== undefined && about !== undefined) commands.set(idOf(about), command)
        const id = call.route.kind === 'found' && behaviourOf(call)?.action === 'read' ? Object.values(call.route.params).at(-1) : undefined
        const known = id === undefined ? undefined : commands.get(id)
        if (known === undefined) return outcome
        return { ...outcome, reply: withBody(outcome.reply, (body) => withAt(body, '/last_error', `fork/exec ${known}: no such file or directory`)) }
      }
    },
  },
  {
    id: 'import.loads-tags',
    violates: 'imp.yaml-safety',
    sentence: 'Lets the tags of a YAML document name functions to be called.',
    wrap: ofImports((outcome, call) => {
      const name = /!!python\/[\w/]+:(\w+)/.exec(kubeconfigOf(call) ?? '')?.[1]
      return name === undefined ? outcome : { reply: refusedWith(call, `while constructing a Python object: No module named '${name}'`), changes: [] }
    }),
  },
  {
    id: 'import.aliases-exhaust',
    violates: 'imp.yaml-safety',
    sentence: 'Runs out of memory over aliases that stand for many nodes.',
    wrap: ofImports((outcome, call) => {
      const aliases = kubeconfigOf(call)?.match(/\*\w+/g)?.length ?? 0
      return aliases < 10 ? outcome : { reply: { ...refusedWith(call, 'worker exited'), status: 503 }, changes: [] }
    }),
  },
]
