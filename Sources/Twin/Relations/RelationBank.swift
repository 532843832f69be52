import SalusCore

/// A bank that answers by relations and keeps tables of counts.
public protocol RelationBank: Bank {
  /// Relations that the query asks for, in the order of the events that began them. Those that
  /// speak of persons are left out.
  func relations(_ query: RelationQuery, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> [Relation]

  /// What can be reached. Relations that speak of persons are not followed.
  func graph(_ query: GraphQuery, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> Graph

  /// The aggregates that are defined on the branch, in the order of their definition.
  func aggregates(on branch: ID<Branch>) throws(JournalError) -> [Aggregate]

  /// The table of an aggregate, with the few hidden.
  ///
  /// - Throws: `AggregateProblem` as a refusal, where there is no such aggregate, or where it
  ///   would tell of a few beside an earlier one.
  func table(of aggregate: ID<Twin>, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> AggregateTable
}
