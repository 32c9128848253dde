@must
Feature: A headless Service answers with the addresses of its Ready Pods

  Members of a stateful application find each other through a headless Service: it has no address of its own,
  its name answers the addresses of the Pods themselves. The answer must be complete, and must hold nothing else.

  Source: Kubernetes documentation, "Service", section "Headless Services", and "DNS for Services and Pods".

  Scenario: The name answers exactly the Ready Pods
    Given a client Pod
    When StatefulSet "web" has 3 replicas, of which only "web-0" and "web-1" are Ready
    Then within 30 seconds every DNS replica answers for Service "nginx" exactly the addresses of the Ready Pods
    And Service "nginx" has no address of its own

  Scenario Outline: The answer follows when the set is scaled from <before> to <after>
    Given StatefulSet "web" with <before> Ready Pods
    And a client Pod
    And within 30 seconds every DNS replica answers for Service "nginx" exactly the addresses of the Ready Pods
    When StatefulSet "web" is scaled to <after>
    Then <after> Pods are Ready and no others are left
    And within 30 seconds every DNS replica answers for Service "nginx" exactly the addresses of the Ready Pods

    Examples:
      | before | after |
      | 1      | 3     |
      | 3      | 1     |
