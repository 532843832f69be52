import SalusCore
import SalusGovernance
import SalusTwin

extension StoredJournal {
  /// Takes in a bundle as the branch `bank/NAME`, which holds exactly the other bank's chain and
  /// cannot grow. Everything is proved on the way; the first line that fails is named and nothing
  /// is kept.
  ///
  /// - Parameters:
  ///   - bundle: as another bank's `export` wrote it.
  ///   - trusting: keys of which one must have signed; nil for any.
  public func importBundle(_ bundle: [UInt8], as name: String, trusting: [VerifyingKey]? = nil)
    throws(JournalError) -> BranchInfo
  {
    try perform { (writer) throws(JournalError) in
      try writer.take(bundle, as: ID("bank/" + name), trusting: trusting)
    }
  }

  /// Copies the threads of some twins to a branch of its own without parent, as a subset that can
  /// be exported: same types, times, sources and payloads, in the same order.
  ///
  /// Personal payloads are sealed anew for the branch.
  public func extract(
    _ twins: Set<ID<Twin>>, from branch: ID<Branch>, to target: ID<Branch>, by actor: String
  ) throws(JournalError) -> BranchInfo {
    try perform { (writer) throws(JournalError) in
      try writer.extract(twins, from: branch, to: target, by: actor)
    }
  }
}

extension Writer {
  func take(_ bundle: [UInt8], as branch: ID<Branch>, trusting: [VerifyingKey]?)
    throws(JournalError) -> BranchInfo
  {
    func refuse(_ line: Int, _ reason: String) -> JournalError {
      .refused(type: "bundle", reason: "line \(line): \(reason)")
    }
    guard Writer.isBranchName(branch.text), branch.text.count > 5 else {
      throw refuse(0, "'\(branch)' is no name of a branch")
    }
    guard heads[branch] == nil else { throw refuse(0, "there is a branch '\(branch)' already") }
    let lines = bundle.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.count >= 3, lines[lines.count - 1].isEmpty else {
      throw refuse(max(1, lines.count), "the bundle is cut off")
    }
    guard let header = try? JSON(parsing: Array(lines[0])),
      header["salusBundle"]?.integer == Bundle.format, let count = header["events"]?.integer,
      let headHash = header["head"]?.string.flatMap({ Digest(hex: $0) }),
      let key = header["key"]?.string.flatMap({ VerifyingKey($0) }),
      let names = header["names"]?.array, !names.isEmpty
    else { throw refuse(1, "it is no header of a bundle of format \(Bundle.format)") }
    guard trusting?.contains(key) ?? true else {
      throw refuse(1, "it is signed with the key \(key.id), which is not trusted")
    }
    let chain = names.compactMap { member -> (from: Int64, name: ID<Branch>)? in
      guard let from = member["from"]?.integer, let name = member["name"]?.string else {
        return nil
      }
      return (from, ID(name))
    }
    let origin = Origin(
      names: chain, header: String(decoding: lines[0], as: UTF8.self),
      trailer: String(decoding: lines[lines.count - 2], as: UTF8.self))
    try proveTrailer(lines, key)
    guard Int64(lines.count - 3) == count else {
      throw refuse(lines.count - 1, "\(count) events were announced, \(lines.count - 3) are there")
    }
    let id = try begin(branch, parent: nil, fork: 0, owner: key.id, status: .foreign, origin)
    var head = Head(sequence: 0, hash: .zero, recorded: .beginning)
    var threads: [String: Int64] = [:]
    for index in 1..<(lines.count - 2) {
      let line: BundleLine
      do throws(BundleFault) {
        line = try BundleLine(
          Array(lines[index]), chain: origin.chain(of: head.sequence + 1) ?? branch)
      } catch {
        throw refuse(index + 1, error.reason)
      }
      let event = line.event
      guard event.sequence == head.sequence + 1, event.previous == head.hash else {
        throw refuse(index + 1, "event \(event.sequence) does not follow event \(head.sequence)")
      }
      guard event.recorded > head.recorded else {
        throw refuse(index + 1, "it was recorded before its predecessor")
      }
      try insert(line, branch: id, prior: threads[event.twin.text] ?? 0)
      threads[event.twin.text] = event.sequence
      head = Head(sequence: event.sequence, hash: event.hash, recorded: event.recorded)
    }
    guard head.hash == headHash else { throw refuse(1, "its head is another event") }
    try Rebuilding(self).batches(of: id)
    try Rebuilding(self).replay(
      BranchRow.Listed(id: id, name: branch, status: .foreign, keptHead: nil))
    heads[branch] = BranchHead(
      id: id, head: head, line: try Line.read(branch, in: connection), status: .foreign)
    return BranchInfo(
      id: branch, parent: nil, fork: 0, purpose: "exchange", owner: key.id, status: .foreign,
      head: head, depth: 0)
  }

  func extract(
    _ twins: Set<ID<Twin>>, from branch: ID<Branch>, to target: ID<Branch>, by actor: String
  ) throws(JournalError) -> BranchInfo {
    func refuse(_ reason: String) -> JournalError {
      .refused(type: BranchEvent.forked, reason: reason)
    }
    guard Writer.isBranchName(target.text), heads[target] == nil else {
      throw refuse("'\(target)' is no name for a new branch")
    }
    guard let source = heads[branch] else { throw .noBranch(branch) }
    try keeper.flush(forNow: true)
    let reader = keeper.reader(source.line)
    var events: [Event] = []
    for twin in twins.sorted() {
      guard let number = try reader.names.number(twin.text, .twin),
        let start = try StateRow.read(number, line: source.line, in: connection)
      else { throw refuse("there is no twin \(twin) on '\(branch)'") }
      events += try reader.thread(number, from: start)
    }
    events.sort { $0.sequence < $1.sequence }
    let id = try begin(target, parent: nil, fork: 0, owner: actor, status: .open, nil)
    let none = Head(sequence: 0, hash: .zero, recorded: .beginning)
    heads[target] = BranchHead(id: id, head: none, line: try Line.read(target, in: connection))
    var drafts = [
      Draft(
        type: BranchEvent.forked, twin: BranchEvent.twin(target),
        payload: [
          "extractedFrom": .string(branch.text), "head": .integer(source.head.sequence),
          "owner": .string(actor),
        ], actor: actor, purpose: "exchange", source: "salus")
    ]
    var places: [Int64: Int64] = [:]
    for event in events {
      guard !event.isSealed else { throw .redacted(event.subject ?? event.twin) }
      drafts.append(
        Draft(
          type: event.type, twin: event.twin, version: event.version, payload: event.payload,
          valid: event.valid, known: event.known, actor: event.actor, purpose: event.purpose,
          source: event.source, key: "\(branch)/\(event.sequence)",
          causation: event.causation.flatMap { places[$0] }, subject: event.subject,
          dataClass: event.dataClass))
      places[event.sequence] = Int64(drafts.count)
    }
    _ = try append(drafts, expecting: [], on: target)
    return BranchInfo(
      id: target, parent: nil, fork: 0, purpose: "exchange", owner: actor,
      head: heads[target]?.head ?? none, depth: 0)
  }

  private func proveTrailer(_ lines: [ArraySlice<UInt8>], _ key: VerifyingKey)
    throws(JournalError)
  {
    let number = lines.count - 1
    guard let trailer = try? JSON(parsing: Array(lines[number - 1])),
      let told = trailer["digest"]?.string.flatMap({ Digest(hex: $0) }),
      let signature = trailer["signature"]?.string.flatMap({ Signature($0) })
    else {
      throw .refused(type: "bundle", reason: "line \(number): the bundle is cut off: no trailer")
    }
    let digest = DigestStream()
    for line in lines[..<(number - 1)] { digest.update(Array(line) + [10]) }
    guard digest.finish() == told, key.isValid(signature, for: Bundle.message(told)) else {
      throw .refused(
        type: "bundle",
        reason: "line \(number): the signature is not that of these lines and of key \(key.id)")
    }
  }

  private func begin(
    _ branch: ID<Branch>, parent: Int64?, fork: Int64, owner: String,
    status: BranchInfo.Status, _ origin: Origin?
  ) throws(JournalError) -> Int64 {
    lastBranch += 1
    let statement = try connection.statement(
      """
      INSERT INTO branch(id, name, parent, fork, purpose, owner, status, origin)
      VALUES(?, ?, ?, ?, 'exchange', ?, ?, ?)
      """)
    statement.bind(1, lastBranch)
    statement.bind(2, branch.text)
    statement.bind(3, parent)
    statement.bind(4, fork)
    statement.bind(5, owner)
    statement.bind(6, status.rawValue)
    statement.bind(7, origin?.bytes)
    try statement.run()
    return lastBranch
  }

  private func insert(_ line: BundleLine, branch: Int64, prior: Int64) throws(JournalError) {
    let event = line.event
    let source = try names.number(event.source, .source, in: connection)
    try EventRow.insert(
      event, payload: line.payload, branch: branch,
      twin: try names.number(event.twin.text, .twin, in: connection), prior: prior,
      type: try names.number(event.type, .type, in: connection), source: source,
      subject: try event.subject.map { (id) throws(JournalError) in
        try names.number(id.text, .twin, in: connection)
      }, span: nil, into: connection)
    let statement = try connection.statement(
      "INSERT INTO series VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    var position: Int64 = 0
    var last: BundleLine.Row?
    for row in line.rows {
      let isSame =
        last.map {
          $0.signal == row.signal && $0.stratum == row.stratum && $0.twin == row.twin
            && $0.row.valid == row.row.valid && $0.row.known == row.row.known
        } ?? false
      position = isSame ? position + 1 : 0
      last = row
      statement.bind(1, branch)
      statement.bind(2, try names.number(row.signal, .signal, in: connection))
      statement.bind(3, try names.number(row.stratum, .stratum, in: connection))
      statement.bind(4, try names.number(row.twin, .twin, in: connection))
      statement.bind(5, row.row.valid)
      statement.bind(6, row.row.known)
      statement.bind(7, event.sequence)
      statement.bind(8, position)
      statement.bind(9, source)
      statement.bind(10, row.row.value)
      statement.bind(11, Int64(row.row.quality))
      try statement.run()
    }
    names.commit()
  }
}
