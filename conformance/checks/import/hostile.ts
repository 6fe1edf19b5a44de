import fc from 'fast-check'
import { check } from '../../check.ts'
import { every } from '../../generate/every.ts'
import { followed, inertKubeconfigs, plainKubeconfig, unsafeYaml } from '../../generate/kubeconfig.ts'
import { answerOf, succeeded } from '../../history.ts'
import { accepted, allOf, told } from '../../judge/status.ts'
import { all } from '../../need.ts'
import { broken, kept } from '../../verdict.ts'
import { sight } from '../sight.ts'
import { carrying, fresh, judged, MARK, tryImports } from './attempts.ts'
import { importing, usable } from './needs.ts'
import type { Api, RequestPlan } from '../../api.ts'
import type { JsonObject } from '../../../specs/json.ts'
import type { Check } from '../../check.ts'
import type { Exchange } from '../../history.ts'
import type { Judgement } from '../../verdict.ts'
import type { Sight } from '../sight.ts'
import type { Attempted } from './attempts.ts'
import type { Importing } from './needs.ts'

/** Longest that an answer may take over a text of at most 64 KiB, in milliseconds. */
const patience = 10_000

/** How interpreters report a name that they looked up and did not find. */
const evaluated = /no module named|could not import|is not defined|cannot find module|uninitialized constant|classnotfound|class not found/i

/** A kubeconfig that may be taken or refused, and how the name in it begins that nobody may look for. */
type Sample = { readonly name: string; readonly text: string; readonly sign: string }

const inert: readonly Sample[] = inertKubeconfigs(MARK).map(({ name, text, sign }) => ({ name, text, sign: sign.split(MARK)[0] ?? sign }))
const unsafe: readonly Sample[] = unsafeYaml(MARK).map(({ name, text }) => ({ name, text, sign: /canary[\w.]*not\w*found/i.exec(text)?.[0] ?? 'canary' }))

const noExecNoFiles = check({
  id: 'imp.no-exec-no-files',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  // That nothing in it is followed stands with what a kubeconfig has to be.
  needs: (reading) => all({ own: importing(reading), rule: usable(reading), sight: sight(reading) }),
  scenario: () => every(inert),
  drive: (api, { own, sight: seen }, samples) => follow(api, { own, seen, samples }),
  judge: (history, { own }, samples) =>
    allOf([...samples.map(({ sign }) => untouched(history.exchanges, { sign, words: followed })), judged(history, own, lenientOf(own, samples))]),
})

const yamlSafety = check({
  id: 'imp.yaml-safety',
  cost: 'destructive',
  uses: 'own',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ own: importing(reading), sight: sight(reading) }),
  scenario: () => every(unsafe),
  drive: async (api, { own, sight: seen }, samples) => {
    await follow(api, { own, seen, samples })
    if (samples.length > 0) await api.send('plain import afterwards', { operation: own.id, body: fresh(api, own) })
  },
  judge: (history, { own }, samples) => {
    const tried = samples.map(({ name }) => history.find(name))
    const verdict = judged(history, own, lenientOf(own, samples))
    if (verdict.kind !== 'kept') return verdict
    return allOf([
      ...samples.map(({ sign }) => untouched(history.exchanges, { sign, words: evaluated })),
      ...tried.map((exchange) => prompt(exchange)),
      accepted(history.find('plain import afterwards')),
    ])
  },
})

/** A host that never answers: `.invalid` is reserved for that (RFC 6761 section 6.4). */
const nowhere = ['unreachable.invalid', 'cp-nowhere.invalid']

const unreachable = check({
  id: 'imp.unreachable',
  cost: 'destructive',
  uses: 'one',
  each: 'provider',
  runs: 1,
  needs: (reading) => all({ own: importing(reading), sight: sight(reading) }),
  scenario: () => fc.constant(nowhere.map((host) => ({ name: host, text: plainKubeconfig(MARK).replace(`${MARK}.clusters.example.com`, host), sign: host }))),
  drive: (api, { own, sight: seen }, samples) => follow(api, { own, seen, samples }),
  judge: (history, { own }, samples) => {
    const verdict = judged(history, own, lenientOf(own, samples))
    return verdict.kind === 'kept' ? allOf(samples.map(({ name }) => readable(history.find(name), history.find(`read: ${name}`)))) : verdict
  },
})

/** Tries each sample and looks at what comes of those that are taken. */
async function follow(api: Api, { own, seen, samples }: { readonly own: Importing; readonly seen: Sight; readonly samples: readonly Sample[] }): Promise<void> {
  const taken: Exchange[] = []
  const watching: Api['send'] = async (label, plan) => {
    const exchange = await api.send(label, plan)
    if (plan.operation === own.id && succeeded(exchange)) taken.push(exchange)
    return exchange
  }
  const sender = {
    send: watching,
    control: (label: string, plan: RequestPlan) => api.control(label, plan),
    importBody: (changes?: JsonObject) => api.importBody(changes),
    name: () => api.name(),
  }
  await tryImports(sender, own, lenientOf(own, samples))
  for (const exchange of taken) {
    const made = api.own(exchange)
    if (made === undefined) continue
    await api.settle(`settling: ${exchange.label}`, made)
    await api.send(`read: ${exchange.label}`, seen.plan(made.params))
  }
}

function lenientOf(own: Importing, samples: readonly Sample[]): readonly Attempted[] {
  return samples.map(({ name, text }) => ({ label: name, lenient: true, of: carrying(own, text) }))
}

/** Broken where an answer tells of a failed attempt to find what the kubeconfig names. */
export function untouched(exchanges: readonly Exchange[], { sign, words }: { readonly sign: string; readonly words: RegExp }): Judgement {
  const telling = exchanges.find((exchange) => {
    const text = answerOf(exchange)?.body.replaceAll('\\/', '/') ?? ''
    return text.includes(sign) && words.test(text)
  })
  if (telling === undefined) return kept
  return broken(
    'nothing that a kubeconfig names is looked for',
    `${told(telling)}, which tells of an attempt: ${words.exec(answerOf(telling)?.body ?? '')?.[0] ?? sign}`,
    telling.label,
  )
}

function prompt(exchange: Exchange | undefined): Judgement {
  if (exchange === undefined || exchange.received - exchange.sent <= patience) return kept
  return broken(
    `an answer within ${patience / 1000} seconds`,
    `${told(exchange)} after ${Math.round((exchange.received - exchange.sent) / 1000)} seconds`,
    exchange.label,
  )
}

/** What was taken is a resource like any other. */
function readable(taken: Exchange | undefined, read: Exchange | undefined): Judgement {
  return !succeeded(taken) || succeeded(read) ? kept : broken('what was imported can be read', told(read), read?.label ?? '')
}

export const hostile: readonly Check[] = [noExecNoFiles, yamlSafety, unreachable]
