/** A DNS Service that nobody is behind: broken only where the Pod's own resolver is not answered either. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import { unlessOthersAnswer } from './missing-replicas.ts'

const down = new Failure({ code: 'dns-down', what: 'find the replicas' })
const resolver = (...values: string[]) => {
  const asked: string[] = []
  const nslookup = async ([name = '']: string[]) => {
    asked.push(name)
    return [{ server: 'resolver', name, status: 'x', values, atMs: 0 }]
  }
  return { asked, nslookup }
}

test('the resolver is answered all the same: nobody knows by whom', async () => {
  const { asked, nslookup } = resolver('10.96.0.1')
  await assert.rejects(unlessOthersAnswer(down, nslookup), {
    code: 'dns-unknown',
    message: /resolver is answered/,
  })
  assert.deepEqual(asked, ['kubernetes.default.svc'])
})

test('nobody answers the resolver either: DNS is down', () =>
  assert.rejects(unlessOthersAnswer(down, resolver().nslookup), down))

test('any other error stays what it is, and nobody is asked', async () => {
  const { asked, nslookup } = resolver('10.96.0.1')
  const refused = new Failure({ code: 'api-refused', what: 'list' })
  await assert.rejects(unlessOthersAnswer(refused, nslookup), refused)
  assert.deepEqual(asked, [])
})
