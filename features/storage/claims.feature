@must @needs-default-storage-class
Feature: Each Pod gets a claim and a volume of its own

  A StatefulSet makes one PersistentVolumeClaim for each Pod from its template, named after template, set and
  ordinal. The cluster's default storage class must bind each of them to a volume that no other Pod has.

  Source: Kubernetes documentation, "StatefulSets", section "Stable Storage"; the article's experiment with
  the claims www-web-0 and www-web-1.

  Scenario: Two Pods have two claims on two volumes
    When StatefulSet "web" with 2 replicas and a claim "www" of 1Gi for each Pod is created
    Then 2 Pods are Ready
    And these claims are Bound:
      | claim     | size | access mode   |
      | www-web-0 | 1Gi  | ReadWriteOnce |
      | www-web-1 | 1Gi  | ReadWriteOnce |
    And each claim has a volume of its own, made by the default storage class
