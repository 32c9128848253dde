@should @needs-nfs
Feature: A mistake with an NFS class is named, and the claim waits

  "Waiting for a volume to be created" is what most people see who set up NFS classes, and nothing else. A claim that
  cannot be met must stay Pending, never be bound to something else, and what the cluster tells about it (events, the
  provisioner's log) must be enough to name the true cause.

  Source: issues of nfs-subdir-external-provisioner and csi-driver-nfs of people who had only that sentence to go by;
  Kubernetes documentation, "Persistent Volumes", section "Binding".

  Scenario: The class names a provisioner that nobody runs
    Given class "misspelt" of this scenario names the provisioner "fuseim.pri/ifz"
    When a claim "data" of 1Gi on class "misspelt" is created
    Then claim "data" stays Pending, and the cause "fuseim.pri/ifz" is named

  Scenario: The provisioner lacks the right to see claims
    Given class "powerless" of this scenario has a provisioner that may not see claims
    When a claim "data" of 1Gi on class "powerless" is created
    Then claim "data" stays Pending, and the cause "persistentvolumeclaims is forbidden" is named

  Scenario: The provisioner's NFS server cannot be reached
    Given class "stranded" of this scenario has a provisioner whose NFS server "nfs.nowhere.invalid" does not exist
    When a claim "data" of 1Gi on class "stranded" is created
    Then claim "data" stays Pending, and the cause "nfs.nowhere.invalid" is named

  @needs-nfs-server-access
  Scenario: The NFS server does not let root act as root
    Given class "squashed" of this scenario has a provisioner whose NFS server squashes root
    When a claim "data" of 1Gi on class "squashed" is created
    Then claim "data" stays Pending, and the cause "permission denied" is named
