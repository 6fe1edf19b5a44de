import { create, createFileRegistry, type DescMessage, type FileRegistry, type MessageInitShape } from '@bufbuild/protobuf'
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

type File = MessageInitShape<typeof FileDescriptorProtoSchema>
type Message = NonNullable<File['messageType']>[number]

/** A field: its number, and its type; the full name of a message begins with a dot. A text where no type is told. */
export interface Field {
  readonly number: number
  readonly type?: 'bool' | 'int32' | `.${string}`
  readonly repeated?: true
}

const types = { bool: FieldDescriptorProto_Type.BOOL, int32: FieldDescriptorProto_Type.INT32 }

/** A message type, as the compiler of .proto files would describe it. */
export function message(name: string, fields: Readonly<Record<string, Field>>, nestedType: readonly Message[] = []): Message {
  const field = Object.entries(fields).map(([name, { number, type, repeated }]) => ({
    name,
    jsonName: name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    number,
    label: repeated ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
    ...(type === undefined || type === 'bool' || type === 'int32'
      ? { type: type === undefined ? FieldDescriptorProto_Type.STRING : types[type] }
      : { type: FieldDescriptorProto_Type.MESSAGE, typeName: type }),
  }))
  return { name, field, nestedType: [...nestedType] } as Message
}

/** The types of some files, each after those that it imports. */
export function registryOf(...files: readonly File[]): FileRegistry {
  const file = files.map((one) => create(FileDescriptorProtoSchema, { syntax: 'proto3', ...one } as File))
  return createFileRegistry(create(FileDescriptorSetSchema, { file }))
}

export function messageOf(registry: FileRegistry, name: string): DescMessage {
  const found = registry.getMessage(name)
  if (found === undefined) throw new Error(`Failed to find ${name}: it is not in the registry.`)
  return found
}

/** google/rpc/error_details.proto of googleapis, as far as refusals carry it, with its own numbers. */
const errorDetails = registryOf({
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
