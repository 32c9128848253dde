@must
Feature: The DNS names of Pods lead to the Pods

  Behind a headless Service each Pod of a StatefulSet has a DNS name of its own, such as web-0.nginx. Clients
  keep that name for ever, so it must lead to the right Pod and to nothing else, whichever replica of the
  cluster's DNS server answers, and it must follow the Pod when the Pod is replaced.

  Source: Kubernetes documentation, "StatefulSets", section "Stable Network ID"; "DNS for Services and Pods";
  Kubernetes DNS-Based Service Discovery specification, sections 2.4.1 to 2.4.3.

  Background:
    Given StatefulSet "web" with 2 Ready Pods
    And a client Pod

  Scenario Outline: nslookup in another Pod finds each Pod by its <form> name
    When the client looks up the <form> name of each Pod with nslookup
    Then each name is answered with exactly the Pod's address

    Examples:
      | form  |
      | short |
      | full  |

  Scenario: Every DNS replica gives each Pod's address
    When the client asks every DNS replica for the full name of each Pod
    Then each name is answered with exactly the Pod's address

  Scenario: The names follow the Pods when all Pods are deleted
    Given the client keeps asking every DNS replica for the full name of each Pod
    When all Pods are deleted
    Then 2 new Pods are Ready
    And no DNS replica gives an old address later than 30 seconds after the new Pod is Ready
    And nslookup of the short and the full name of each Pod gives exactly the new address

  Scenario: The Service's SRV records name the Pods
    When the client asks every DNS replica for the SRV records of port "web" of Service "nginx"
    Then the targets are exactly the full names of the Pods, on port 80

  Scenario: A Pod's address leads back to its name
    When the client asks every DNS replica for the name behind each Pod's address
    Then each address is answered with exactly the Pod's full name
