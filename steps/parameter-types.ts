/** The words that become values. The only place where step text is parsed. */
import { defineParameterType } from '@cucumber/cucumber'
import type { ReclaimRule } from '../support/workloads/nfs/provisioner.ts'
import type { Fate } from '../support/workloads/nfs/reclaim.ts'

export type NameForm = 'short' | 'full'

defineParameterType({ name: 'form', regexp: /short|full/, transformer: (form: string) => form as NameForm })
defineParameterType({ name: 'size', regexp: /\d+(?:Ki|Mi|Gi)/, transformer: (size: string) => size })
defineParameterType({ name: 'mode', regexp: /0[0-7]{3}/, transformer: (mode: string) => mode.slice(1) })
defineParameterType({
  name: 'fate',
  regexp: /archived|deleted|kept/,
  transformer: (fate: string) => fate as Fate,
})
defineParameterType({
  name: 'rule',
  regexp: /nothing|archiveOnDelete (?:true|false)|onDelete (?:delete|retain)/,
  transformer(rule: string): ReclaimRule {
    const [name, value] = rule.split(' ')
    if (name === 'archiveOnDelete') return { archiveOnDelete: value === 'true' }
    return name === 'onDelete' ? { onDelete: value as 'delete' | 'retain' } : {}
  },
})
