import { setTimeout as sleep } from 'node:timers/promises'
import { setParallelCanAssign, When } from '@cucumber/cucumber'
import { mayRunBeside } from '../parallel.ts'

setParallelCanAssign(mayRunBeside)
When('it takes its time', () => sleep(300))
