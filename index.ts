export * from './specs/index.ts'
export * from './mock/index.ts'
export * from './conformance/index.ts'
export * from './reports/index.ts'
