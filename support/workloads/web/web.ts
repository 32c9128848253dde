/**
 * The web workload in a scenario: create it, scale it, break it, and wait for what must follow.
 *
 * Judges nothing: it waits for states and returns what was seen.
 */
import type { ExecResult } from '../../kubernetes/exec.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { deletePods, deleteStatefulSet, scaleStatefulSet } from '../../kubernetes/stateful-sets.ts'
import { runLabel } from '../../run-context.ts'
import { create, type Scope } from '../../scope.ts'
import { shellInPod } from '../pod-shell.ts'
import { noPodsOf, podIsReady, podIsRunning, podsAreReady, setIsGone } from './checks.ts'
import { headlessService, holdFile, normalService, webLabels, webStatefulSet } from './manifests.ts'
import { noteScaling } from './scale-down.ts'

export interface WebShape {
  name: string
  replicas: number
  /** Size of each Pod's claim `www`, e.g. `1Gi`. */
  claimSize?: string
  held?: boolean
}

export interface Web {
  readonly name: string
  /** Creates Service and StatefulSet, and returns without waiting. */
  create(shape: WebShape): Promise<void>
  /** Waits until exactly `count` Pods are Running and Ready; with `fresh`, none of those that were there before the last disruption. */
  ready(count: number, options?: { fresh?: boolean }): Promise<Pod[]>
  /** Waits until the Pod runs, Ready or not. */
  running(podName: string): Promise<Pod>
  gone(): Promise<void>
  /** With Pods that are held: releases these, one after another, and waits until they and no others are Ready. */
  readyOnly(podNames: string[]): Promise<void>
  scale(replicas: number): Promise<void>
  /** Scales up again after a scale to 0; what was there before that still counts as former. */
  resume(replicas: number): Promise<void>
  deletePods(): Promise<void>
  /** Deletes the StatefulSet, waits until it and its Pods are gone, and creates it again from the same manifest. */
  recreate(): Promise<void>
  /** Lets a held Pod become Ready. */
  release(podName: string): Promise<void>
  addService(name: string): Promise<void>
  /** Runs a shell line in the Pod's container. */
  shell(podName: string, line: string): Promise<ExecResult>
  /** The Pods that are there now, by ordinal. */
  pods(): Pod[]
}

export function openWeb(scope: Scope): Web {
  const { cluster, namespace, journal, timeouts } = scope
  let shape: WebShape = { name: 'web', replicas: 0 }
  let former = new Set<string>()
  const pods = () => journal.view.podsOf(shape.name)
  const remember = () => {
    former = new Set(pods().map(({ metadata }) => metadata?.uid ?? ''))
  }
  const apply = () =>
    create(
      scope,
      webStatefulSet({
        ...shape,
        image: scope.run.images.nginx,
        imagePullPolicy: scope.run.imagePullPolicy,
        ...(scope.run.storageClass !== undefined && { storageClass: scope.run.storageClass }),
      }),
    )
  const gone = () =>
    journal.until(noPodsOf(shape.name), { withinMs: timeouts.podGone * Math.max(1, pods().length) })
  const shell = (pod: string, line: string) => shellInPod(scope, pod, line)
  const release = async (podName: string) => void (await shell(podName, `rm ${holdFile}`))
  return {
    get name() {
      return shape.name
    },
    async create(wanted) {
      shape = wanted
      await create(scope, headlessService())
      await apply()
    },
    ready: (count, { fresh = false } = {}) =>
      journal.until(podsAreReady({ statefulSet: shape.name, count, former: fresh ? former : new Set() }), {
        // Ordered: each Pod is waited for after the one before it.
        withinMs: timeouts.podReady * Math.max(1, count),
      }),
    running: podName => journal.until(podIsRunning(podName), { withinMs: timeouts.podReady }),
    gone,
    async readyOnly(podNames) {
      for (const podName of podNames) {
        await journal.until(podIsRunning(podName), { withinMs: timeouts.podReady })
        await release(podName)
        await journal.until(podIsReady(podName), { withinMs: timeouts.podReady })
      }
      if (podNames.length < shape.replicas)
        await journal.until(podIsRunning(`${shape.name}-${podNames.length}`), { withinMs: timeouts.podReady })
    },
    resume: replicas => scaleStatefulSet(cluster, { namespace, name: shape.name }, replicas),
    async scale(replicas) {
      remember()
      noteScaling(scope, shape.name, replicas)
      await scaleStatefulSet(cluster, { namespace, name: shape.name }, replicas)
    },
    async deletePods() {
      remember()
      await deletePods(cluster, namespace, { ...webLabels, [runLabel]: scope.run.runId })
    },
    async recreate() {
      remember()
      await deleteStatefulSet(cluster, { namespace, name: shape.name })
      await gone()
      await journal.until(setIsGone(shape.name), { withinMs: timeouts.podGone })
      await apply()
    },
    release,
    async addService(name) {
      await create(scope, normalService(name))
    },
    shell,
    pods,
  }
}
