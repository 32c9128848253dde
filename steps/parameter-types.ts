/** The words that become values. The only place where step text is parsed. */
import { defineParameterType } from '@cucumber/cucumber'

export type NameForm = 'short' | 'full'

defineParameterType({ name: 'form', regexp: /short|full/, transformer: (form: string) => form as NameForm })
defineParameterType({ name: 'size', regexp: /\d+(?:Ki|Mi|Gi)/, transformer: (size: string) => size })
defineParameterType({ name: 'mode', regexp: /0[0-7]{3}/, transformer: (mode: string) => mode.slice(1) })
