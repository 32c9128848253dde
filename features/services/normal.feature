@must
Feature: A normal Service has one address that leads to its Ready Pods

  A normal Service is the front door: its name answers one virtual address, and requests to that address are
  spread over the Pods that are Ready. A Pod that is not Ready must not be given work.

  Source: Kubernetes documentation, "Service", section "type: ClusterIP", and "DNS for Services and Pods".

  Scenario: The name answers the Service's own address only
    Given StatefulSet "web" with 2 Ready Pods
    And a normal Service "front" for the Pods
    And a client Pod
    When the client looks up "front" with nslookup
    Then the answer is exactly the address of Service "front"

  Scenario: Requests reach every Ready Pod and no other
    Given StatefulSet "web" has 3 replicas, of which only "web-0" and "web-1" are Ready
    And a normal Service "front" for the Pods
    And a client Pod
    When the client sends 60 requests to Service "front"
    Then every request is answered
    And the answers come from "web-0" and "web-1" only, and from each of them
