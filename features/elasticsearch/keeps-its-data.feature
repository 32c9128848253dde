@needs-nfs @needs-elasticsearch @serial
Feature: Elasticsearch loses no acknowledged document when Pods go

  A database on a StatefulSet is worth as much as its promise to keep what it has acknowledged. A client writes one
  document after another, each with its own number and checksum, and counts it as acknowledged only when two nodes have
  it. Pods are deleted meanwhile. Afterwards every acknowledged document must be there, unchanged, and no other.

  The Pod that takes another's place must be the same node, too: with the id that Elasticsearch keeps with its data, with
  the data that it left behind and did not have to fetch from another node, and not stopped by a lock that the former Pod
  left on them.

  Source: the article's experiment, with a ledger; Elasticsearch 7.6 documentation, "Index API", "Active shards",
  and "Synced flush API".

  Scenario Outline: No acknowledged document is lost when <event>
    Given a green Elasticsearch cluster of 3 nodes on class "es-data-db"
    And each node holds a copy of 100 documents that are not written to any more
    And the client keeps writing documents, each acknowledged by two nodes
    When <event>
    Then the cluster is green again within 180 seconds, with new Pods and the same identity
    And each node that went has come back as itself, with its own copy, at its first start
    And every acknowledged document is there, unchanged, and no other

    @must
    Examples:
      | event                                |
      | Elasticsearch Pod "es-1" is deleted  |
      | all Elasticsearch Pods are deleted   |

    @should
    Examples:
      | event                                                                        |
      | the Pod of the elected master is deleted                                     |
      | each Elasticsearch Pod is deleted in turn, the next when the cluster is green |
      | Elasticsearch Pod "es-2" is killed without grace                             |
