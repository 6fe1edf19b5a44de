import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { refusals, stages } from './behaviour.ts'
import { isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { behaviourSchema } from './lint/shape.ts'

const schema = behaviourSchema()
const files = ['behaviour.ts', ...readdirSync(new URL('./behaviour', import.meta.url)).map((name) => `behaviour/${name}`)]
const declared = new Map<string, ts.TypeNode | ts.InterfaceDeclaration>()
for (const file of files) {
  const source = ts.createSourceFile(file, readFileSync(new URL(file, import.meta.url), 'utf8'), ts.ScriptTarget.Latest, true)
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return
    if (declared.has(node.name.text)) throw new Error(`Failed to read the types: ${file} declares ${node.name.text} again. Give it another name.`)
    declared.set(node.name.text, ts.isInterfaceDeclaration(node) ? node : node.type)
  })
}

/** What a type and a schema have in common: members and which of them may be absent, lists, tuples, maps, words, kinds, and what holds itself. */
type Shape =
  | string
  | { readonly list: Shape }
  | { readonly tuple: readonly Shape[] }
  | { readonly map: Shape }
  | { readonly words: readonly string[] }
  | { readonly kinds: readonly Shape[] }
  | { readonly again: string }
  | { readonly members: Readonly<Record<string, Shape>> }

const statement: Readonly<Record<string, Shape>> = { basis: { words: ['"assumed"', '"client"', '"documented"'] }, source: 'text' }
/** What is being looked into, by its name in lower case: a type that holds itself is looked into once. */
const within: string[] = []
const listed: Readonly<Record<string, readonly string[]>> = { Refusal: refusals, Stage: stages, Basis: ['assumed', 'client', 'documented'] }

function inside(name: string, shapeOf: () => Shape): Shape {
  const known = name.toLowerCase()
  if (within.includes(known)) return { again: known }
  within.push(known)
  const shape = shapeOf()
  within.pop()
  return shape
}

function membersOf(members: ts.NodeArray<ts.TypeElement>): Readonly<Record<string, Shape>> {
  return Object.fromEntries(
    members
      .filter(ts.isPropertySignature)
      .map((member) => [`${member.name.getText()}${member.questionToken === undefined ? '' : '?'}`, shapeOfType(member.type)]),
  )
}

function shapeOfType(node: ts.TypeNode | ts.InterfaceDeclaration | undefined): Shape {
  if (node === undefined) return 'anything'
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) return { members: membersOf(node.members) }
  if (ts.isTypeOperatorNode(node)) return shapeOfType(node.type)
  if (ts.isParenthesizedTypeNode(node)) return shapeOfType(node.type)
  if (ts.isTupleTypeNode(node)) return { tuple: node.elements.map(shapeOfType) }
  if (ts.isArrayTypeNode(node)) return { list: shapeOfType(node.elementType) }
  if (ts.isLiteralTypeNode(node)) return { words: [node.getText().replaceAll("'", '"')] }
  if (ts.isUnionTypeNode(node) && node.types.every(ts.isTypeReferenceNode)) return { kinds: node.types.map(shapeOfType) }
  if (ts.isUnionTypeNode(node)) return { words: node.types.map((type) => type.getText().replaceAll("'", '"')).sort() }
  if (ts.isTypeReferenceNode(node)) return shapeOfReference(node.typeName.getText(), node.typeArguments ?? [])
  return { string: 'text', number: 'number', boolean: 'boolean' }[node.getText()] ?? node.getText()
}

function shapeOfReference(name: string, [first, second]: readonly ts.TypeNode[]): Shape {
  if (name === 'Statement') {
    const inner = shapeOfType(first)
    return typeof inner === 'object' && 'members' in inner ? { members: { ...inner.members, ...statement } } : inner
  }
  if (name === 'Sourced') return { members: statement }
  if (name === 'Readonly') return shapeOfType(first)
  if (name === 'Partial') {
    const inner = first !== undefined && ts.isTypeReferenceNode(first) ? first.typeArguments : undefined
    const keys = listed[inner?.[0]?.getText() ?? ''] ?? []
    return { members: Object.fromEntries(keys.map((key) => [`${key}?`, shapeOfType(inner?.[1])])) }
  }
  if (name === 'Record') return { map: shapeOfType(second) }
  if (name === 'Json') return 'anything'
  if (name === 'JsonObject') return { map: 'anything' }
  if (listed[name] === undefined && !declared.has(name)) throw new Error(`Failed to read the types: nothing declares ${name}. Declare it in specs/behaviour/.`)
  return listed[name] === undefined ? inside(name, () => shapeOfType(declared.get(name))) : { words: listed[name].map((word) => JSON.stringify(word)).sort() }
}

function definition(ref: string): Json {
  const found = schema['$defs']
  return (isObject(found) ? found[ref.slice('#/$defs/'.length)] : undefined) ?? {}
}

function shapeOfSchema(value: Json | undefined): Shape {
  if (!isObject(value)) return 'anything'
  const { $ref: ref } = value
  if (typeof ref === 'string') return inside(ref.slice('#/$defs/'.length), () => shapeOfSchema(definition(ref)))
  if (value['const'] !== undefined) return { words: [JSON.stringify(value['const'])] }
  if (Array.isArray(value['enum'])) return { words: value['enum'].map((word: Json) => JSON.stringify(word)).sort() }
  if (isObject(value['discriminator']) && Array.isArray(value['oneOf'])) return { kinds: value['oneOf'].map(shapeOfSchema) }
  if (value['type'] === 'array') return shapeOfArray(value)
  if (value['type'] === 'object') return shapeOfObject(value)
  const type = typeof value['type'] === 'string' ? value['type'] : ''
  return { string: 'text', number: 'number', integer: 'number', boolean: 'boolean' }[type] ?? 'anything'
}

/** A tuple has all of its items and no more. */
function shapeOfArray({ prefixItems, items, minItems }: JsonObject): Shape {
  if (Array.isArray(prefixItems) && items === false && minItems === prefixItems.length) return { tuple: prefixItems.map(shapeOfSchema) }
  return { list: shapeOfSchema(items) }
}

function shapeOfObject(value: JsonObject): Shape {
  const { properties, required, additionalProperties } = value
  if (!isObject(properties)) return { map: shapeOfSchema(additionalProperties) }
  const names = Object.keys(properties).filter((name) => name !== '$schema')
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name)
  return { members: Object.fromEntries(names.map((name) => [`${name}${isRequired(name) ? '' : '?'}`, shapeOfSchema(properties[name])])) }
}

/** Every schema object below a value that describes an object with named members. */
function closed(value: Json, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => closed(item, `${path}/${index}`))
  if (!isObject(value)) return []
  const own = isObject(value['properties']) && value['type'] === 'object' && value['additionalProperties'] !== false ? [path] : []
  return [...own, ...Object.entries(value).flatMap(([key, member]) => closed(member, `${path}/${key}`))]
}

describe('behaviour.schema.json', () => {
  test('says the same as the type Behaviour, member by member', () => {
    expect(shapeOfSchema(schema)).toEqual(shapeOfType(declared.get('Behaviour')))
  })

  test('is a valid schema of its dialect', () => {
    expect(new Ajv2020({ strict: false, logger: false }).validateSchema(schema)).toBe(true)
  })

  test('names every member it allows', () => {
    expect(closed(schema, '')).toEqual([])
  })

  test('tells an editor what each definition is', () => {
    const definitions = isObject(schema['$defs']) ? Object.values(schema['$defs']) : []
    expect(definitions.length).toBeGreaterThan(30)
    expect(definitions.filter((each) => !isObject(each) || typeof each['title'] !== 'string')).toEqual([])
  })
})
