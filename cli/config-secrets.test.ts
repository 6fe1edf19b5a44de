import { expect, test } from 'vitest'
import { suspects } from './config-secrets.ts'

const random = 'q7Zr2LxV9bTfK4mWc8Yp'

test.each([
  ['a JSON web token anywhere', { out: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2ln' }, '/out'],
  ['an Authorization value', { targets: { a: { params: { tenant: 'Token abcdef123' } } } }, '/targets/a/params/tenant'],
  ['a private key', { out: '-----BEGIN EC PRIVATE KEY-----' }, '/out'],
  ['an access key of a cloud', { a: ['AKIAIOSFODNN7EXAMPLE'] }, '/a/0'],
  ['an access token of a forge', { a: 'ghp_0123456789abcdefghijABCDEFGHIJ0123456' }, '/a'],
  ['random text in a member that names a token', { targets: { a: { tokenEnv: random } } }, '/targets/a/tokenEnv'],
  ['random text in lower case', { tokenEnv: 'x9k2m4q8w7e1r5t3y6u0' }, '/tokenEnv'],
  ['random capitals that are no words', { secondTokenEnv: 'Q7ZR2LXV9BTFK4MWC8YP' }, '/secondTokenEnv'],
  ['random text in a parameter called secret', { params: { secret: random } }, '/params/secret'],
  ['an address with a password', { url: 'https://me:x@example.com' }, '/url'],
])('suspects %s', (_, config, at) => {
  expect(suspects(config).map((suspect) => suspect.at)).toEqual([at])
})

test.each([
  ['names of variables', { tokenEnv: 'KUPE_API_KEY', readonlyTokenEnv: 'CLUSTERPROOF_STAGING_READONLY_TOKEN_2', secondTokenEnv: 'CI_JOB_TOKEN' }],
  ['a name in lower case', { tokenEnv: 'my_staging_token_of_the_other_tenant' }],
  ['identifiers among the parameters', { params: { vpcId: '0a6c1f52-8d3e-4b7a-8f10-2c94d1e6a7b3', region: 'reg_acmeuse1000000a1' } }],
  ['a target whose name holds the word', { targets: { 'token-service': { url: 'https://a1b2c3d4e5f6a7b8.example.com' } } }],
  ['paths and hosts', { kubeconfig: './clusters/kind.yaml', allow: ['api-7f3c9a1e5b2d.example.com:8443'] }],
  ['fingerprints', { fingerprint: 'fp-2f293815c45056e8', requirement: 'sec.token-not-in-errors' }],
])('does not suspect %s', (_, config) => {
  expect(suspects(config)).toEqual([])
})
