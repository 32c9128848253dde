@must
Feature: Every outcome that Cucumber can tell

  Not a contract: what the report makes of each is tested with it.

  Background:
    Given it passes

  Scenario: All steps pass
    When it passes

  Scenario: A promise is broken
    When a promise is broken
    Then it passes

  Scenario: The harness does not know
    When nobody knows

  Scenario: A step is not written
    When nobody wrote this step

  Scenario: A step is pending
    When it is pending

  Scenario: A step is ambiguous
    When it is ambiguous

  Scenario: No steps

  @lacking
  Scenario: The cluster lacks something
    When it passes

  @should
  Scenario Outline: A table says <what>
    When it measures:
      | number | <number> |

    Examples:
      | what | number |
      | one  | 1      |
      | two  | 2      |

  Rule: What comes second

    @flaky @inform
    Scenario: It passes at the second attempt
      When it passes the second time
