import { create, createFileRegistry, toJson, type DescMessage, type FileRegistry, type JsonValue, type MessageInitShape } from '@bufbuild/protobuf'
import {
  type DescriptorProtoSchema,
  type FileDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt'
import type { ConnectError } from '@connectrpc/connect'

export type File = MessageInitShape<typeof FileDescriptorProtoSchema>
type Message = MessageInitShape<typeof DescriptorProtoSchema>

/** A field: its number, and its type; the full name of a message begins with a dot, that of an enumeration with `enum `. A text where no type is told. */
export interface Field {
  readonly number: number
  readonly type?: 'bool' | 'int32' | `.${string}` | `enum .${string}`
  readonly repeated?: true
}

/** A message type, as the compiler of .proto files would describe it. */
export function message(name: string, fields: Readonly<Record<string, Field>>, nestedType: readonly Message[] = []): Message {
  const field = Object.entries(fields).map(([name, { number, type, repeated }]) => ({
    name,
    jsonName: name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    number,
    label: repeated ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
    ...typed(type),
  }))
  return { name, field, nestedType: [...nestedType] }
}

function typed(type: Field['type']) {
  if (type === undefined) return { type: FieldDescriptorProto_Type.STRING }
  if (type === 'bool') return { type: FieldDescriptorProto_Type.BOOL }
  if (type === 'int32') return { type: FieldDescriptorProto_Type.INT32 }
  if (type.startsWith('enum ')) return { type: FieldDescriptorProto_Type.ENUM, typeName: type.slice(5) }
  return { type: FieldDescriptorProto_Type.MESSAGE, typeName: type }
}

/** The types of some files, each after those that it imports. */
export function registryOf(...files: readonly File[]): FileRegistry {
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...files] }))
}

export function messageOf(registry: FileRegistry, name: string): DescMessage {
  const found = registry.getMessage(name)
  if (found === undefined) throw new Error(`Failed to find ${name}: it is not in the registry.`)
  return found
}

/** google/rpc/error_details.proto of googleapis, as far as refusals carry it, with its own numbers. */
const errorDetails = registryOf({
  syntax: 'proto3',
  name: 'google/rpc/error_details.proto',
  package: 'google.rpc',
  messageType: [
    message('BadRequest', { field_violations: { number: 1, type: '.google.rpc.BadRequest.FieldViolation', repeated: true } }, [
      message('FieldViolation', { field: { number: 1 }, description: { number: 2 } }),
    ]),
    message('ResourceInfo', { resource_type: { number: 1 }, resource_name: { number: 2 }, owner: { number: 3 }, description: { number: 4 } }),
    message('PreconditionFailure', { violations: { number: 1, type: '.google.rpc.PreconditionFailure.Violation', repeated: true } }, [
      message('Violation', { type: { number: 1 }, subject: { number: 2 }, description: { number: 3 } }),
    ]),
    message('QuotaFailure', { violations: { number: 1, type: '.google.rpc.QuotaFailure.Violation', repeated: true } }, [
      message('Violation', { subject: { number: 1 }, description: { number: 2 } }),
    ]),
  ],
})

export const rpcMessage = (name: string): DescMessage => messageOf(errorDetails, `google.rpc.${name}`)

/** The details of this type that an error carries, in JSON, read by their descriptor. */
export function findRpcDetails(error: ConnectError, name: string): readonly JsonValue[] {
  const desc = rpcMessage(name)
  return error.findDetails(desc).map((detail) => toJson(desc, detail))
}
