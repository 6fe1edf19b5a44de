import { check } from '../../check.ts'
import fc from 'fast-check'
import { dnsLabels } from '../../generate/dns.ts'
import { every } from '../../generate/every.ts'
import { count } from '../../generate/shape.ts'
import { all, map, met, unmet } from '../../need.ts'
import { accepted, allOf } from '../../judge/status.ts'
import { withAt } from '../../../specs/json.ts'
import { newBody, tryAll } from './attempts.ts'
import { shapeOf, textIn } from './places.ts'
import { allRefused } from './verdicts.ts'
import { attemptOf, wrongsOf } from './wrong.ts'

/** Longest name that still leaves room for the letters that make it the run's own. */
const ownLength = 24

export const dnsNames = check({
  id: 'val.dns-names',
  cost: 'destructive',
  each: 'resource',
  runs: 1,
  needs: (reading) => {
    if (reading.type.identity.from !== 'client') return unmet(`a ${reading.resource} is not named by the client`)
    const name = `/${reading.type.identity.field.replace(/^\//, '')}`
    const wrongs = wrongsOf(
      reading,
      ({ keyword, at: place }, format) =>
        place === name && (keyword === 'pattern' || keyword === 'format') && (format === 'dns-label' || format === 'hostname'),
    )
    if (wrongs.kind === 'unmet') return unmet(`the provider's documents give the name of a ${reading.resource} no grammar of DNS`)
    return all({
      wrongs,
      name: met(name),
      longest: map(wrongs, ({ target }) => count(shapeOf(target.contract, target.create?.schema.where ?? '', name)?.keywords['maxLength']) ?? 63),
    })
  },
  scenario: ({ wrongs, longest }) => {
    const room = Math.min(longest, 63) - ownLength
    return fc.record({ wrongs: every(wrongs.wrongs), tails: fc.tuple(dnsLabels(1, room), dnsLabels(room, room)) })
  },
  drive: async (api, { wrongs: { target }, name }, { wrongs, tails }) => {
    const { params } = await api.borrow()
    for (const [index, tail] of tails.entries()) {
      const body = newBody(api, target)
      const own = `${textIn(body, name).slice(0, ownLength - 1)}-${tail}`
      if (target.create !== undefined)
        await api.send(`name within the grammar ${index + 1}`, { operation: target.create.id, params, body: withAt(body, name, own) })
    }
    await tryAll(
      api,
      target,
      wrongs.map((wrong) => attemptOf(wrong, target)),
    )
  },
  judge: (history, { wrongs: { target } }, { wrongs, tails }) =>
    allOf([
      ...(wrongs.length === 0 ? [] : [allRefused(history, target, { attempts: wrongs.map((wrong) => attemptOf(wrong, target)) })]),
      ...tails.map((_, index) => accepted(history.find(`name within the grammar ${index + 1}`))),
    ]),
})
