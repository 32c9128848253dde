@must @needs-nfs @needs-elasticsearch @serial
Feature: Three Pods of a StatefulSet form one Elasticsearch cluster

  The article ends with an Elasticsearch of three nodes on a StatefulSet: each node is named after its Pod, finds the
  others by the headless Service, and keeps its data on a claim of the class es-data-db.

  One thing is added to the article's manifest: a readiness probe. Without it a Pod counts as Ready as soon as its
  process runs, seconds before the node answers, and "Ready" would tell nothing. The probe asks the node itself, so that
  the first Pod can be Ready before there is a cluster: Pods start one after another, and a cluster needs two of them.

  Source: the article's section "使用StatefulSet 部署Es Pod"; Elasticsearch 7.6 documentation, "Bootstrapping a cluster".

  Scenario: Three nodes named after their Pods form one cluster
    Given a client Pod
    When Elasticsearch with 3 nodes is created on class "es-data-db"
    Then 3 Elasticsearch Pods are Ready, each created only after the one before it
    And each Elasticsearch Pod has its own claim of 100Gi on class "es-data-db"
    And the cluster "k8s-logs" is green within 120 seconds
    And every node, asked through a port-forward, tells the same: nodes "es-0", "es-1", "es-2" and one master
    And the Service "elasticsearch" answers the client with the same cluster

  Scenario: The data lies on the claim, and the init containers did what they can
    When Elasticsearch with 3 nodes is created on class "es-data-db"
    Then 3 Elasticsearch Pods are Ready, each created only after the one before it
    And each node keeps its data on its claim and not in its container
    And "vm.max_map_count" is 262144 on the nodes
    And the 65536 open files of the second init container have not reached the main container
