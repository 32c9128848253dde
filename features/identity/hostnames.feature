@must
Feature: Each Pod of a StatefulSet has a name that stays

  Members of a stateful application know each other by name. A Pod's hostname, its name in Kubernetes and its
  labels must tell the same story, and the Pod that replaces it must tell it again.

  Source: Kubernetes documentation, "StatefulSets", sections "Stable Network ID", "Pod Name Label" and
  "Pod index label".

  Scenario: A Pod's hostname, name and labels agree
    When StatefulSet "web" with 2 replicas is created
    Then 2 Pods are Ready
    And in each Pod the hostname, the Pod's name, its name label and its index label agree

  Scenario: The names stay when all Pods are deleted
    Given StatefulSet "web" with 2 Ready Pods
    When all Pods are deleted
    Then 2 new Pods are Ready
    And in each Pod the hostname, the Pod's name, its name label and its index label agree
