#!/bin/bash
# Starts Elasticsearch once while the image is built, and keeps the classes that it loaded in an archive that every later
# start maps into memory (Java's class data sharing; its "java" manual page, -XX:ArchiveClassesAtExit). A start then
# takes 4 s of processor time, which were 10.5 s without the archive and with Java's second compiler, on the machine
# where these scenarios were first run: three nodes, started again and again, on two cores.
#
# Only for 7.6 on Java 17. Later releases put their classes on a module path behind an agent, where Java archives none.
set -eu

java=$1
[[ $java == 17 ]] || exit 0
home=/usr/share/elasticsearch
archive=$home/jdk/lib/elasticsearch.jsa
log=/tmp/archive-classes.log

main() {
  chroot --userspec=1000 / env ES_JAVA_OPTS="-Xms512m -Xmx512m -XX:ArchiveClassesAtExit=$archive" \
    $home/bin/elasticsearch -Ediscovery.type=single-node > $log 2>&1 &
  until curl -sf -o /dev/null localhost:9200; do
    kill -0 $! || fail
    sleep 0.5
  done
  use_it
  kill $!
  # It ends with 143, as any program that was asked to end.
  wait $! || true
  [[ -s $archive ]] || fail
  printf '%s\n' "17:-XX:SharedArchiveFile=$archive" 17:-XX:TieredStopAtLevel=1 >> $home/config/jvm.options
  rm -rf $home/data/* $home/logs/* $log
}

# What every client does: the classes for it are loaded at the first time.
use_it() {
  local site=localhost:9200 json='content-type: application/json'
  curl -sSf -o /dev/null -X PUT -H "$json" -d '{"settings":{"number_of_replicas":0}}' $site/first
  curl -sSf -o /dev/null -X POST -H "$json" --data-binary $'{"index":{}}\n{"number":1}\n' "$site/first/_bulk?refresh"
  curl -sSf -o /dev/null $site/first/_search $site/_cluster/health $site/_cluster/state $site/_nodes
  curl -sSf -o /dev/null -X DELETE $site/first
}

fail() {
  cat $log >&2
  exit 1
}

main
