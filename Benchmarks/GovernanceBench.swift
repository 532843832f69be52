import Glibc
import SalusCore
import SalusGovernance

/// Sealing, grants and the tamper-evident log: what each costs, beside the bare cipher or hash where
/// there is one. Everything in memory; the journal's own cost is `JournalBench`'s.
enum GovernanceBench {
  private static let clock = ContinuousClock()
  private static let now = Instant(microseconds: 1_795_000_000_000_000)

  static func run(_ arguments: [String]) throws {
    let size = arguments.first.flatMap { Int($0) } ?? 10_000_000
    try sealing()
    try deciding()
    try using()
    try log(of: size)
  }

  /// 200-byte payloads of 10,000 persons, round and round.
  private static func sealing() throws {
    let vault = try Vault(kek: .random(), keys: MemoryKeyStore())
    let plain = [UInt8](repeating: 7, count: 200)
    let binding = Array("bank/123456789".utf8)
    let names = (0..<10_000).map {
      KeyName(subject: "urn:salus:twin:bank:\($0)", source: "clinic", dataClass: .identified)
    }
    let making = try seconds {
      for name in names { _ = try vault.seal([], for: name, binding: []) }
    }
    show("new data keys, made and wrapped", per: names.count, making)
    let count = 400_000
    var sealed: [Sealed] = []
    sealed.reserveCapacity(count)
    let spent = try seconds {
      for index in 0..<count {
        sealed.append(try vault.seal(plain, for: names[index % names.count], binding: binding))
      }
    }
    show("seals of 200 bytes", per: count, spent)
    let authority = Authority(phase: .response, log: MemoryAuditLog())
    let grant = try authority.grant(request, at: now)
    let opening = try seconds {
      for piece in sealed {
        guard try vault.open(piece, binding: binding, under: grant).count == 200 else {
          throw GovernanceBenchError.changed
        }
      }
    }
    show("openings of 200 bytes under a grant", per: count, opening)
    let tokens = seconds { () in
      for index in 0..<count {
        _ = vault.token(of: "novak|ana|\(index)", domain: "person.name")
      }
    }
    show("index tokens", per: count, tokens)
  }

  private static func deciding() throws {
    let log = MemoryAuditLog()
    let authority = Authority(phase: .response, log: log)
    let pure = times(200_000) { _ = authority.decision(on: request, at: now) }
    print("decision, pure: \(percentiles(pure))")
    let refused = AccessRequest(
      purpose: .caseInvestigation, scope: request.scope, fields: ["case", "vitals"],
      form: .pseudonymous)
    let denials = times(200_000) { _ = authority.decision(on: refused, at: now) }
    print("decision, refused: \(percentiles(denials))")
    let recorded = times(50_000) { _ = try? authority.grant(request, at: now).sequence }
    print("grant with its record in memory: \(percentiles(recorded))")
  }

  private static func using() throws {
    let authority = Authority(phase: .response, log: MemoryAuditLog())
    let grant = try authority.grant(request, at: now)
    let fields: Fields = ["case.onset", "person.sex"]
    let twins = (0..<1_000).map { Scope.twin(ID<Bench>("urn:salus:twin:bank:\($0)")) }
    let within = [Scope.place(ID<Bench>("north")), request.scope]
    let count = 1_000_000
    let spent = try seconds {
      for index in 0..<count {
        try grant.check(
          scope: twins[index % 1_000], within: within, fields: fields, form: .pseudonymous,
          of: "person", at: now)
      }
    }
    show("uses of one grant, counted", per: count, spent)
  }

  private static func log(of size: Int) throws {
    let tiles = MemoryTiles()
    var log = MerkleLog()
    var entry = [UInt8](repeating: 3, count: 200)
    func append(_ count: Int) {
      for _ in 0..<count {
        withUnsafeBytes(of: log.size) { entry.replaceSubrange(0..<8, with: $0) }
        tiles.keep(log.append(entry))
      }
    }
    for milestone in [size / 10, size] {
      let added = milestone - Int(log.size)
      let spent = seconds { append(added) }
      show("appends of 200 bytes to the log, up to \(log.size)", per: added, spent)
      let at = log.size
      var longest = 0
      var index: UInt64 = 1
      let proofs = times(2_000) {
        index = index &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let proof = try? log.inclusionProof(of: (index >> 20) % at, in: at, from: tiles)
        longest = max(longest, proof?.count ?? .max)
      }
      print("inclusion proof among \(at): \(percentiles(proofs)), at most \(longest) hashes")
      let chains = times(500) {
        index = index &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let first = 1 + (index >> 20) % at
        _ = try? log.consistencyProof(from: first, to: at, from: tiles)
      }
      print("consistency proof to \(at): \(percentiles(chains))")
      let roots = times(200) { _ = log.root }
      print("root of \(at): \(percentiles(roots))")
    }
    let key = SigningKey()
    let head = TreeHead(origin: "bank", size: log.size, root: log.root, time: now)
    let signing = times(2_000) { _ = head.signed(by: key) }
    print("signed head: \(percentiles(signing))")
  }

  private enum Bench {}

  private static let request = AccessRequest(
    purpose: .caseInvestigation, scope: .event(ID<Bench>("urn:salus:twin:bank:outbreak")),
    fields: ["case", "person.sex", "person.name"], form: .pseudonymous)

  private static func show(_ what: String, per count: Int, _ seconds: Double) {
    print("\(what): \(Int(Double(count) / seconds))/s")
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    seconds(try clock.measure(body))
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Microseconds of each call, in order of size.
  private static func times(_ count: Int, _ body: () -> Void) -> [Double] {
    (0..<count).map { _ in seconds(clock.measure(body)) * 1e6 }.sorted()
  }

  private static func percentiles(_ sorted: [Double]) -> String {
    func at(_ share: Double) -> Double {
      (sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)] * 10).rounded() / 10
    }
    return "p50 \(at(0.5)) µs, p99 \(at(0.99)) µs"
  }
}

/// Why the figures would mean nothing.
private enum GovernanceBenchError: Error {
  case changed
}
