/** Steps that give each outcome that Cucumber can tell; for the tests of the report. */
import { type DataTable, Before, When, type World } from '@cucumber/cucumber'

Before({ tags: '@lacking' }, function (this: World) {
  const note = { verdict: 'not supported', reason: 'it lacks something' }
  this.attach(JSON.stringify(note), { mediaType: 'application/vnd.stateproof.verdict+json' })
  return 'skipped'
})
Before(() => undefined)

When('it passes', () => undefined)
When('a promise is broken', () => {
  throw Object.assign(new Error('could not keep it (Pod web-0): expected a, got b'), { name: 'Failure' })
})
When('nobody knows', function (this: World) {
  const note = { verdict: 'inconclusive', reason: 'the API server was away' }
  this.attach(JSON.stringify(note), { mediaType: 'application/vnd.stateproof.verdict+json' })
  throw new Error('a wait ran out')
})
When('it is pending', () => 'pending')
When('it is ambiguous', () => undefined)
When(/^it is ambi/, () => undefined)
When('it measures:', function (this: World, table: DataTable) {
  const figure = { name: 'number', value: Number(table.rowsHash().number), unit: 'count' }
  this.attach(JSON.stringify(figure), { mediaType: 'application/vnd.stateproof.figure+json' })
})

let tries = 0
When('it passes the second time', () => {
  if (++tries === 1) throw new Error('the first attempt failed')
})
