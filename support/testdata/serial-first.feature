Feature: Scenarios of which the first wants to be alone

  @serial
  Scenario: alone
    When it takes its time

  Scenario: beside another, one
    When it takes its time

  Scenario: beside another, two
    When it takes its time

  Scenario: beside another, three
    When it takes its time
