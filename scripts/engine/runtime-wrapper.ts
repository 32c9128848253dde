/**
 * Where the host itself lacks CAP_SYS_RESOURCE, every privileged container fails with "unable to apply caps: operation
 * not permitted". The cure is a runtime that asks for all capabilities but that one.
 *
 * Knows nothing of the daemon that uses it.
 */
import { readFileSync } from 'node:fs'

/** Bit of CAP_SYS_RESOURCE in the capability sets (linux/capability.h). */
const capSysResource = 24n

/** Whether this process's bounding set, which a daemon of ours inherits, lacks CAP_SYS_RESOURCE. */
export function needsRuntimeWrapper(status = readFileSync('/proc/self/status', 'utf8')): boolean {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return bounding !== undefined && (BigInt(`0x${bounding}`) & (1n << capSysResource)) === 0n
}

/**
 * An OCI runtime: takes the capability out of the bundle's config.json (create, run) and of the process file (exec),
 * then becomes the real runc. The file is replaced by renaming, since a reader may look at any moment.
 */
export const runtimeWrapper = `#!/bin/sh
# Written by stateproof: runc without CAP_SYS_RESOURCE, which this host does not have to give.
bundle=. process= previous=
for argument in "$@"; do
  case "$previous" in
    --bundle|-b) bundle=$argument ;;
    --process|-p) process=$argument ;;
  esac
  case "$argument" in
    --bundle=*) bundle=\${argument#*=} ;;
    --process=*) process=\${argument#*=} ;;
  esac
  previous=$argument
done
drop() {
  [ -f "$1" ] || return 0
  jq "$2 |= (if . then map_values(map(select(. != \\"CAP_SYS_RESOURCE\\"))) else . end)" "$1" >"$1.stateproof" && mv "$1.stateproof" "$1"
}
for argument in "$@"; do
  case "$argument" in
    create|run) drop "$bundle/config.json" .process.capabilities; break ;;
    exec) drop "$process" .capabilities; break ;;
  esac
done
exec runc "$@"
`
