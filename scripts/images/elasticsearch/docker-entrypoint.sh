#!/bin/bash
# Starts Elasticsearch as the public image does: begun as root it steps down to uid 1000; begun as any other user, it
# stays that one. An environment variable whose name has a dot is a setting. TAKE_FILE_OWNERSHIP gives the data to 1000.
#
# Knows nothing of clusters: every setting comes from the environment or the command.
set -eu
umask 0002

home=/usr/share/elasticsearch
shim=/usr/local/lib/stateproof/open-files.so
# Asked for by Elasticsearch's bootstrap check "max file descriptors".
wanted_files=65535

main() {
  case "${1:-eswrapper}" in
    eswrapper | elasticsearch | */elasticsearch) shift || true; start "$@" ;;
    *) exec "$@" ;;
  esac
}

start() {
  local settings=() user=() preload=()
  read_settings
  raise_open_files || preload=("LD_PRELOAD=$shim")
  if [[ $(id -u) == 0 ]]; then
    [[ -z ${TAKE_FILE_OWNERSHIP:-} ]] || chown -R 1000:0 "$home/data" "$home/logs"
    user=(chroot --userspec=1000 /)
  fi
  # Inside a container the files of its own control group lie at the root, whatever /proc/self/cgroup says.
  export ES_JAVA_OPTS="-Des.cgroups.hierarchy.override=/ ${ES_JAVA_OPTS:-}"
  exec "${user[@]}" env "${preload[@]}" "$home/bin/elasticsearch" "$@" "${settings[@]}"
}

# Read from the kernel, not from the shell: shells drop or rename variables whose names they could not assign.
read_settings() {
  local variable
  while IFS= read -r -d '' variable; do
    if [[ ${variable%%=*} =~ ^[a-z0-9_]+\.[a-z0-9_]+ && -n ${variable#*=} ]]; then settings+=("-E$variable"); fi
  done < /proc/self/environ
}

# Fails where the hard limit is too low and may not be raised, and says so for whoever reads the log.
raise_open_files() {
  local hard
  hard=$(ulimit -Hn)
  if [[ $hard != unlimited ]] && ((hard < wanted_files)); then
    if ! ulimit -n $wanted_files 2> /dev/null; then
      ulimit -Sn "$hard"
      echo "stateproof: file-descriptor check shimmed, hard limit $hard" >&2
      return 1
    fi
  else
    ulimit -Sn "$hard"
  fi
}

main "$@"
