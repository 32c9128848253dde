/**
 * A plugin for Cucumber that puts the scenarios tagged @serial behind all others.
 *
 * A thread of Cucumber that finds nothing to do is never asked again (13.3.0, lib/runtime/parallel/adapter.js: the next scenario
 * goes to the thread that has finished one). A @serial scenario at the beginning would leave one thread to do everything.
 */
import type { Plugin } from '@cucumber/cucumber/api'
import { isSerial } from './parallel.ts'

export default {
  type: 'plugin',
  coordinator({ transform }) {
    transform('pickles:order', pickles => [
      ...pickles.filter(({ pickle }) => !isSerial(pickle)),
      ...pickles.filter(({ pickle }) => isSerial(pickle)),
    ])
  },
} satisfies Plugin
