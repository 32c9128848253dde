@must
Feature: Pods of a StatefulSet start and stop in order

  A stateful application often has a first member that the others join, and a last member that must leave
  before the others may. Kubernetes promises both orders: a Pod is created only after all Pods before it are
  Running and Ready, and a Pod is removed only after all Pods after it are gone.

  Source: Kubernetes documentation, "StatefulSets", section "Deployment and Scaling Guarantees".

  Rule: A Pod is created only when the one before it is Running and Ready

    Scenario: Three Pods start one after another
      When StatefulSet "web" with 3 replicas is created
      Then 3 Pods are Ready
      And each Pod was created only after the one before it was Running and Ready

    Scenario: A Pod that is not Ready holds back the next one
      Given StatefulSet "web" with 3 replicas whose Pods are held not Ready
      And Pod "web-0" has been Running but not Ready for 5 seconds
      When Pod "web-0" is released
      Then Pod "web-1" is created
      And Pod "web-1" did not exist before Pod "web-0" was Ready

  Rule: A Pod is removed only when the one after it is gone

    Scenario: Scaling to zero removes the last Pod first
      Given StatefulSet "web" with 3 Ready Pods
      When StatefulSet "web" is scaled to 0
      Then no Pods are left
      And the Pods were deleted in the order "web-2", "web-1", "web-0"
      And each Pod was deleted only after the one after it was gone
