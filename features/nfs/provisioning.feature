@must @needs-nfs
Feature: A claim on the NFS class gets a directory of its own on the NFS server

  The article shares /data/k8s from an NFS server outside the cluster, and lets a provisioner make a directory in it for
  each claim of the class es-data-db. Data then lives on the server and not on a node: whatever node a Pod runs on, it
  finds the same bytes.

  The article's provisioner and its API versions are gone from today's Kubernetes; its successor runs with the same
  names, environment and class.

  Source: the article's section "部署StorageClass持久化存储"; Kubernetes documentation, "Persistent Volumes" and
  "Storage Classes".

  Scenario: A claim is bound to a directory on the server
    When a claim "data" of 1Gi on class "es-data-db" is created
    Then claim "data" is Bound
    And the volume of claim "data" leads to the NFS server, into a directory below the shared one

  @needs-nfs-server-access
  Scenario: What a Pod writes is on the server's disk, byte for byte
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    When Pod "writer" writes 4 MiB of random bytes to "bytes" and flushes them
    Then "bytes" in the volume of claim "data" is the same on the server's disk

  @needs-nfs-server-access
  Scenario: What is put on the server's disk is what a Pod reads
    Given Pod "reader" with a claim "data" of 1Gi on class "es-data-db"
    When 4 MiB of random bytes are put to "bytes" in the volume of claim "data" on the server's disk
    Then Pod "reader" reads the same from "bytes"

  Scenario: Two claims never share a directory
    Given Pod "one" with a claim "data-one" of 1Gi on class "es-data-db"
    And Pod "two" with a claim "data-two" of 1Gi on class "es-data-db"
    When Pod "one" writes "from one" to "note" and flushes it
    Then the volumes of claims "data-one" and "data-two" are different directories
    And Pod "two" finds its volume empty

  Scenario: A user other than root can write
    Given Pod "plain" with a claim "data" of 1Gi on class "es-data-db", running as user 1000
    When Pod "plain" writes "from user 1000" to "note" and flushes it
    Then Pod "plain" reads "from user 1000" from "note"
    And Pod "plain" finds that "note" belongs to user 1000

  Scenario: A file that one process has locked is not locked by another
    Given Pod "holder" with a claim "data" of 1Gi on class "es-data-db"
    When Pod "holder" locks "lock" for 3 seconds
    Then no other process of Pod "holder" gets the lock of "lock" within 2 seconds
    And another process of Pod "holder" gets the lock of "lock" within 5 seconds

  Scenario: A file that is replaced by renaming is always whole
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "writer" keeps reading "whole"
    When Pod "writer" replaces "whole" 200 times by renaming a new version over it
    Then every version that Pod "writer" read is whole

  @needs-two-nodes
  Scenario: A Pod on another node reads the same bytes
    Given Pod "first" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "first" has written 4 MiB of random bytes to "bytes" and flushed them
    When Pod "first" is replaced by Pod "second" on another node, with claim "data"
    Then Pod "second" reads the same from "bytes"

  @needs-nfs-server-access @serial
  Scenario: What was flushed is there after the server was killed
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "writer" has written 50 numbered records, each flushed before the next
    When the NFS server is killed and started again
    Then Pod "writer" finds every flushed record
