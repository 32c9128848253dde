@must @needs-default-storage-class
Feature: What a Pod wrote is there again for the Pod that takes its place

  The data of a stateful application belongs to an ordinal, not to a Pod. Whatever happens to the Pods, the one
  that comes back as web-0 must find the claim, the volume and the files of web-0, and never those of another.

  The article serves the files with nginx 1.9.1. Today's container runtimes no longer run that image, since its
  format is too old; a current nginx, pinned by digest, is used instead.

  Source: Kubernetes documentation, "StatefulSets", section "Stable Storage"; the article's experiment with
  "hello $(hostname)" in index.html.

  Scenario Outline: Each Pod serves its own line again after <event>
    Given StatefulSet "web" with 2 Ready Pods, each with a claim "www" of 1Gi
    And a client Pod
    And each Pod has written "hello $(hostname)" to its index.html
    And each Pod serves its own line to itself, and to the client through Service "nginx"
    When <event>
    Then 2 new Pods are Ready
    And each Pod serves its own line to itself, and to the client through Service "nginx"
    And each Pod has the same claim and volume as before

    Examples:
      | event                                                |
      | all Pods are deleted                                 |
      | StatefulSet "web" is scaled to 0 and back to 2       |
      | StatefulSet "web" is deleted and created again       |

  Scenario: Flushed files, modes and symbolic links survive
    Given StatefulSet "web" with 2 Ready Pods, each with a claim "www" of 1Gi
    And each Pod has written 20 numbered files, each flushed to disk, with mode 0640
    And each Pod has made a symbolic link to its last file
    When all Pods are deleted
    Then 2 new Pods are Ready
    And no file that was flushed is lost, changed or foreign
    And the files still have mode 0640 and the links still lead to the last file
