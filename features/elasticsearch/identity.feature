@should @needs-nfs @needs-elasticsearch @serial
Feature: An Elasticsearch node that was scaled away comes back as itself

  A StatefulSet that is scaled down keeps the claims of the Pods that go. When it is scaled up again, the Pod of that name
  finds its claim, and Elasticsearch finds its node: the same id, the same data. Two nodes are a majority of three, so that
  meanwhile every document can be read.

  Source: Kubernetes documentation, "StatefulSets", section "Stable Storage"; Elasticsearch 7.6 documentation, "Voting
  configurations" and "Index recovery API".

  Scenario: Scaling from 3 to 2 and back to 3 keeps everything
    Given a green Elasticsearch cluster of 3 nodes on class "es-data-db"
    And each node holds a copy of 100 documents that are not written to any more
    And the client keeps writing documents, each acknowledged by two nodes
    When Elasticsearch is scaled to 2, and back to 3 once every acknowledged document was read
    Then the cluster is green again within 180 seconds, with new Pods and the same identity
    And each node that went has come back as itself, with its own copy, at its first start
    And every acknowledged document is there, unchanged, and no other
