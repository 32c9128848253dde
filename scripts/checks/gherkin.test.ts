import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { findGherkinProblems, problemsIn } from './gherkin.ts'

const feature = (body: string, head = '@must\nFeature: F\n\n  Words.\n') => `${head}\n${body}`
const good = '  Scenario: S\n    Given a\n    When b\n    Then c\n'

const wrong: [string, string, RegExp][] = [
  ['two Whens', feature('  Scenario: S\n    When a\n    Then b\n    When c\n'), /one When/],
  [
    'an And after a When',
    feature('  Scenario: S\n    When a\n    And b\n    Then c\n'),
    /one When is needed, 2/,
  ],
  ['no When', feature('  Scenario: S\n    Given a\n    Then b\n'), /one When is needed, 0/],
  ['no steps', feature('  Scenario: S\n'), /no steps/],
  ['an unknown tag', feature(`  @typo\n${good}`), /unknown tag @typo/],
  ['no level', feature(good, 'Feature: F\n\n  Words.\n'), /exactly one of/],
  ['two levels', feature(`  @should\n${good}`), /2 given/],
  [
    'a doc string',
    feature('  Scenario: S\n    When a\n      """\n      kind: Pod\n      """\n    Then b\n'),
    /doc string/,
  ],
  ['an address', feature('  Scenario: S\n    When 10.0.0.1 answers\n    Then b\n'), /mechanism/],
  ['the same name twice', feature(good + good), /is also in/],
  ['no description', feature(good, '@must\nFeature: F\n'), /no description/],
  [
    'too many steps',
    feature(`  Scenario: S\n${'    Given a\n'.repeat(7)}    When b\n    Then c\n`),
    /more than 8/,
  ],
]

for (const [what, text, expected] of wrong)
  test(`caught: ${what}`, () => {
    assert.match(problemsIn('features/x/f.feature', text).join('\n'), expected)
  })

test('a good feature has no problems', () => {
  assert.deepEqual(problemsIn('features/x/f.feature', feature(good)), [])
})

test("the repository's features keep the rules", () => {
  assert.deepEqual(findGherkinProblems(join(import.meta.dirname, '..', '..')), [])
})
