@needs-nfs @needs-nfs-server-access @serial
Feature: Volumes on an NFS server outlive its absence

  NFS volumes are mounted "hard": who writes while the server is away waits, and goes on when it is back. Nothing that was
  flushed may be lost, and nobody may tell a writer that a record is flushed before it is on the server's disk. Pods that
  have nothing to do with the server must not suffer.

  About a server that comes back at another address under its name only this is promised: who mounts it from then on finds
  it there, with the same bytes. What was mounted before may wait for the former address for ever, as the kernel's client
  does; the former address is given back at the end of the scenario.

  Source: nfs(5), options "hard" and "soft", and section "Using file locks and other clients" on close-to-open; Kubernetes
  documentation, "Volumes", section "nfs"; fsync(2).

  @must
  Scenario: Writes wait for a server that is away for 20 seconds, and nothing flushed is lost
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "writer" keeps writing numbered records, each flushed before the next
    When the NFS server is stopped for 20 seconds
    Then Pod "writer" was neither replaced nor restarted
    And no write was acknowledged or refused while the server was away
    And the writes go on within 60 seconds of its return
    And every flushed record is on the disk of claim "data", unchanged, and none is of another writer

  @should
  Scenario: A Pod without an NFS volume starts on the same node while the server is away
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "writer" keeps writing numbered records, each flushed before the next
    And the NFS server is stopped
    When Pod "neighbour" without a volume is created on the node of Pod "writer"
    Then Pod "neighbour" is Ready within 30 seconds, while the server is still away

  @should
  Scenario: A Pod that is deleted while the server is away ends when it is back
    Given Pod "writer" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "writer" keeps writing numbered records, each flushed before the next
    When Pod "writer" is deleted, and the NFS server is away for 10 seconds from just before
    Then Pod "writer" is gone within 60 seconds of the server's return

  @should @needs-two-nodes
  Scenario: A server that comes back at another address is found by those who mount it then
    Given Pod "first" with a claim "data" of 1Gi on class "es-data-db"
    And Pod "first" has written 4 MiB of random bytes to "bytes" and flushed them
    When the NFS server comes back at another address under its name
    Then Pod "second", started then on another node with claim "data", reads the same from "bytes"
