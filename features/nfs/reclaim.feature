@must @needs-nfs @needs-nfs-server-access
Feature: A deleted claim leaves on the NFS server what its class says, and nothing else is touched

  An administrator who deletes a claim wants to know what becomes of the data. The class says it: where it says nothing,
  as the article's does, the directory is renamed to "archived-…" and every byte stays; other classes have it deleted, or
  kept where it is. Whatever else lies on the share belongs to somebody else, however similar its name is.

  An archived or kept directory must hold every record that was flushed, as seen on the server's own disk.

  Source: nfs-subdir-external-provisioner, "Deploying your storage class" (parameters onDelete and archiveOnDelete);
  Kubernetes documentation, "Persistent Volumes", section "Reclaiming".

  Scenario Outline: The directory of a deleted claim is <fate> where the class says <rule>
    Given class "<class>" says <rule> about the directories of deleted claims
    And Pod "writer" with a claim "data" of 1Gi on class "<class>"
    And Pod "writer" has written 20 numbered records, each flushed before the next
    And another directory and another file lie beside the volume of claim "data"
    When Pod "writer" and then claim "data" are deleted
    Then within 30 seconds the directory of the claim is <fate>
    And what lies beside it is untouched

    Examples:
      | class            | rule                  | fate     |
      | es-data-db       | nothing               | archived |
      | es-data-deleted  | archiveOnDelete false | deleted  |
      | es-data-retained | onDelete retain       | kept     |

  Scenario: A directory of mode 0700 that belongs to another user is deleted, too
    Given class "es-data-deleted" says archiveOnDelete false about the directories of deleted claims
    And Pod "writer" with a claim "data" of 1Gi on class "es-data-deleted"
    And in Pod "writer" the volume and a directory in it belong to user 2000 alone
    When Pod "writer" and then claim "data" are deleted
    Then within 30 seconds the directory of the claim is deleted
