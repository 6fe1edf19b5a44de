import { plainKubeconfig, tokenOf } from './config.ts'

/** Levels of aliases, each naming the one below thrice: 3^4 leaves, harmless even to a reader that writes all out. */
const LEVELS = 4
const THRICE = 3
const HUGE = 64 * 1024

/**
 * YAML that careless readers run or multiply. Each must be refused or read as plain data, soon. Small enough for somebody
 * else's server, and no tag names anything that exists. Always the same list.
 */
export function unsafeYaml(mark: string): readonly { readonly name: string; readonly text: string }[] {
  const good = plainKubeconfig(mark)
  const token = `token: ${tokenOf(mark)}`
  const cluster = `      server: https://${mark}.clusters.example.com:6443`
  return [
    { name: 'a JavaScript function', text: good.replace(token, `token: !!js/function 'function () { return "${tokenOf(mark)}" }'`) },
    { name: 'a JavaScript undefined', text: good.replace(token, "token: !!js/undefined ''") },
    { name: 'a Python call', text: good.replace(token, `token: !!python/object/apply:canary_not_found.nothing ['${tokenOf(mark)}']`) },
    { name: 'a Python name', text: good.replace(token, "token: !!python/name:canary_not_found.nothing ''") },
    { name: 'a Ruby object', text: good.replace(token, `token: !ruby/object:CanaryNotFound {value: '${tokenOf(mark)}'}`) },
    { name: 'a Java class', text: good.replace(token, `token: !!example.canary.NotFound ['${tokenOf(mark)}']`) },
    { name: 'a local tag', text: good.replace(token, `token: !canary ${tokenOf(mark)}`) },
    { name: 'aliases of four levels', text: `${good}${aliases(mark)}` },
    { name: 'an alias within what it names', text: `${good}extensions:\n  - &loop\n    name: loop\n    extension: {again: *loop}\n` },
    { name: 'the same key twice', text: good.replace(token, `${token}\n      ${token}-again`) },
    { name: 'two documents', text: `${good}---\n${good}` },
    { name: 'a merge key', text: good.replace(cluster, `      <<: {server: 'https://${mark}.clusters.example.com:6443'}`) },
    { name: 'a scalar of 64 KiB', text: `${good}extensions:\n  - name: huge\n    extension: {text: '${'x'.repeat(HUGE)}'}\n` },
    { name: 'a key named __proto__', text: `${good}__proto__: {admin: true}\nconstructor: {prototype: {admin: true}}\n` },
  ]
}

function aliases(mark: string): string {
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const below = Array(THRICE).fill(`*l${level}`).join(', ')
    return `  - name: l${level + 1}\n    extension: &l${level + 1} {below: [${below}]}\n`
  })
  return `extensions:\n  - name: l0\n    extension: &l0 {leaf: '${mark}'}\n${levels.join('')}`
}
