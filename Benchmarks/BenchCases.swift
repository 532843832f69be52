import Glibc
import SalusAnalyse
import SalusCore
import SalusGovernance
import SalusNumerics
import SalusSense
import SalusStore
import SalusTwin

/// Speed of case work: duplicate checks and line lists against many persons, chains over many
/// contacts, meetings among many position fixes; each beside what the plain way costs.
enum BenchCases {
  static func run(_ arguments: [String]) throws {
    let which = arguments.first ?? "all"
    if which == "all" || which == "duplicates" { try duplicates() }
    if which == "all" || which == "chains" { chains() }
    if which == "all" || which == "proximity" { try proximity() }
    if which == "all" || which == "clusters" { try clusters() }
  }

  // MARK: persons

  /// Persons of a county: 20 000 family names by a power law, 2 000 given names, 100 wards.
  static func person(_ number: Int, seed: Seed = 11) -> PersonDetails {
    var stream = Stream(seed, .population, number)
    func name(_ rank: Int, _ salt: Int) -> String {
      var value = UInt64(rank &* 2_654_435_761 &+ salt &* 40_503) & 0xFFFF_FFFF
      let starts = [
        "B", "Ch", "D", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "T", "W",
      ]
      let middles = ["a", "e", "i", "o", "u", "ai", "ou", "ei"]
      let ends = [
        "n", "r", "l", "s", "t", "k", "m", "nd", "rt", "ch", "ll", "ss", "ng", "v", "z", "d",
      ]
      var text = starts[Int(value % 16)]
      value /= 16
      for _ in 0..<2 {
        text += middles[Int(value % 8)]
        value /= 8
        text += ends[Int(value % 16)]
        value /= 16
      }
      return text
    }
    let family = Int(20_000 * pow(stream.uniform(), 2.5))
    let given = Int(2_000 * pow(stream.uniform(), 2))
    let birth = CivilDate(days: -18_000 + stream.uniform(below: 36_000))
    return PersonDetails(
      identifiers: [.init(system: "health", value: "H\(1_000_000 + number)")],
      given: name(given, 2), family: name(family, 1), birth: PartialDate(birth),
      sex: stream.uniform(below: 2) == 0 ? .female : .male, place: "Ward \(number % 100)",
      phone: "0301\(1_000_000 + stream.uniform(below: 8_000_000))")
  }

  /// A row of a new list: half new people, a quarter known with their identifier, a quarter known
  /// without it and with a slip.
  static func row(_ number: Int, of known: Int) -> PersonDetails {
    var stream = Stream(13, .population, number)
    switch number % 4 {
    case 0, 1: return person(known + number)
    case 2: return person(stream.uniform(below: known))
    default:
      var person = person(stream.uniform(below: known))
      person.identifiers = []
      person.phone = nil
      if let birth = person.birth, let month = birth.month, let day = birth.day, day <= 12 {
        person.birth = PartialDate(year: birth.year, month: day, day: month)
      } else {
        person.given = person.given.map { String($0.dropLast()) + "e" }
      }
      return person
    }
  }

  static func duplicates() throws {
    let known = 100_000
    let people = (0..<known).map { person($0) }
    var index = DuplicateIndex()
    let (filing, _) = timed {
      for (number, person) in people.enumerated() { index.add(ID("p\(number)"), person) }
    }
    print("filed \(known) persons: \(rate(known, filing))/s")
    let rows = (0..<40_000).map { row($0, of: known) }
    var verdicts = (same: 0, review: 0, new: 0)
    let (seconds, _) = timed {
      for person in rows {
        switch index.check(person).verdict {
        case .same: verdicts.same += 1
        case .review: verdicts.review += 1
        case .new: verdicts.new += 1
        }
      }
    }
    print(
      "duplicate check against \(known) persons: \(rate(rows.count, seconds)) rows/s "
        + "(same \(verdicts.same), review \(verdicts.review), new \(verdicts.new))")
    // The plain way: one person against all, by the same rules and without keys.
    let sample = 40
    var hits = 0
    let (plain, _) = timed {
      for asked in rows.prefix(sample) {
        for other in people where likeness(asked, other) { hits += 1 }
      }
    }
    print(
      "floor, all names compared by Jaro-Winkler, \(sample) rows: \(rate(sample, plain)) rows/s "
        + "(\(hits) alike)")
    try lineList(people)
  }

  private static func likeness(_ left: PersonDetails, _ right: PersonDetails) -> Bool {
    JaroWinkler.similarity(left.family ?? "", right.family ?? "") >= 0.92
      && JaroWinkler.similarity(left.given ?? "", right.given ?? "") >= 0.92
      && left.birth == right.birth
  }

  private static func lineList(_ people: [PersonDetails]) throws {
    let folder = "/tmp/salus-bench-cases-\(getpid())"
    mkdir(folder, 0o700)
    defer { _ = try? removeFolder(folder) }
    let journal = try Store.open(
      directory: folder + "/bank", mode: .create,
      vault: Vault(kek: .random(), keys: MemoryKeyStore()))
    let names = CaseNames(bank: "bench") { Digest(authenticating: Array($0.utf8), with: [1]) }
    let known = Instant(startOf: CivilDate(days: 20_000))
    let drafts = CaseDrafts(names: names, actor: "bench", source: "register", known: known)
    var register = CaseRegister()
    let (keeping, _) = try timed {
      for start in stride(from: 0, to: people.count, by: 1_000) {
        let batch = (start..<min(start + 1_000, people.count)).map {
          drafts.person(ID("p\($0)"), people[$0])
        }
        _ = try journal.append(batch, expecting: [], on: Branch.main)
        register.read(batch)
      }
    }
    print("persons sealed and kept, each under a key of its own: \(rate(people.count, keeping))/s")
    let count = 20_000
    var text = "case,health,first,last,born,sex,village,phone,onset\n"
    for number in 0..<count {
      let person = row(number, of: people.count)
      let fields: [String] = [
        "r\(number)", person.identifiers.first?.value ?? "", person.given ?? "",
        person.family ?? "", person.birth?.description ?? "", person.sex?.rawValue ?? "",
        person.place ?? "", person.phone ?? "", "\(CivilDate(days: 19_900 + number % 90))",
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    let path = folder + "/list.csv"
    try write(text, to: path)
    let profile = LineListProfile(
      name: "bench", source: "clinic",
      columns: [
        .record: .column("case"), .identifier: .column("health"), .given: .column("first"),
        .family: .column("last"), .birth: .column("born"), .sex: .column("sex"),
        .place: .column("village"), .phone: .column("phone"), .onset: .column("onset"),
        .disease: .constant("Measles"),
      ], identifierSystem: "health")
    let importer = LineListImporter(journal: journal, names: names)
    for label in ["first import", "the same file again"] {
      let (seconds, report) = try timed {
        try importer.run(
          .init(path: path, profile: profile, known: known, actor: "bench"), register: &register)
      }
      print(
        "line list, \(label), \(count) rows against \(people.count) persons, SQLite FULL: "
          + "\(rate(count, seconds)) rows/s (imported \(report.imported), updated "
          + "\(report.updated), unchanged \(report.unchanged), review \(report.review), refused "
          + "\(report.refused))")
    }
  }

  // MARK: chains

  static func chains() {
    let persons = 60_000
    var stream = Stream(5, .infection)
    let links = (0..<200_000).map { _ in
      ContactGraph.Link(
        source: ID("p\(stream.uniform(below: persons))"),
        target: ID("p\(stream.uniform(below: persons))"), kind: .contact,
        date: CivilDate(days: 20_000 + stream.uniform(below: 60)))
    }
    let nodes = (0..<persons).map { number in
      ContactGraph.Node(
        id: ID("p\(number)"), onset: PartialDate(CivilDate(days: 20_000 + number % 90)))
    }
    let (building, graph) = timed { ContactGraph(nodes: nodes, links: links) }
    var times: [Double] = []
    var reached = 0
    for number in 0..<20 {
      let (seconds, chain) = timed {
        ChainSearch(start: [ID("p\(number * 997)")], depth: 5).walk(graph)
      }
      times.append(seconds)
      reached = max(reached, chain.steps.count)
    }
    times.sort()
    print(
      "chain to depth 5 over \(links.count) contacts of \(persons) persons: median "
        + "\(milliseconds(times[10])), worst \(milliseconds(times[19])), up to \(reached) persons "
        + "(graph laid out once in \(milliseconds(building)))")
    let (both, wide) = timed {
      ChainSearch(start: [ID("p1")], direction: .both, depth: 5).walk(graph)
    }
    print("the same in both directions: \(milliseconds(both)), \(wide.steps.count) persons")
    let (plain, _) = timed { () -> Int in
      var seen: Set<ID<Twin>> = [ID("p0")]
      for _ in 0..<5 {
        var next: Set<ID<Twin>> = []
        for link in links where seen.contains(link.source) { next.insert(link.target) }
        seen.formUnion(next)
      }
      return seen.count
    }
    print("floor, five passes over the list of contacts: \(milliseconds(plain))")
  }

  // MARK: position fixes

  /// People who go between places of a town of 10 km and stay at each for a while, a fix a minute.
  static func tracks(persons: Int, fixes: Int) -> [PositionFix] {
    let start = Instant(startOf: CivilDate(days: 20_000)) + 6 * 3_600
    var places = Stream(3, .geography)
    let spots = (0..<2_000).map { _ in (places.uniform() * 0.09, places.uniform() * 0.14) }
    var all: [PositionFix] = []
    all.reserveCapacity(persons * fixes)
    for person in 0..<persons {
      var stream = Stream(3, .mobility, person)
      let id = ID<Twin>("p\(person)")
      var goal = spots[stream.uniform(below: spots.count)]
      var left = stream.uniform(below: 90)
      for minute in 0..<fixes {
        if left == 0 {
          goal = spots[stream.uniform(below: spots.count)]
          left = 20 + stream.uniform(below: 90)
        }
        left -= 1
        all.append(
          PositionFix(
            person: id, time: start + Double(minute * 60 + stream.uniform(below: 30)),
            latitude: 50 + goal.0 + (stream.uniform() - 0.5) * 0.000_4,
            longitude: 8 + goal.1 + (stream.uniform() - 0.5) * 0.000_6,
            accuracy: 3 + stream.uniform() * 10))
      }
    }
    return all
  }

  static func proximity() throws {
    let settings = ProximitySettings(distance: 10, window: 60, duration: 300, gap: 600)
    let search = try Proximity(settings)
    let fixes = tracks(persons: 2_000, fixes: 500)
    let (seconds, result) = try timed { try search.episodes(fixes) }
    print(
      "proximity of \(fixes.count) fixes, 10 m, 60 s: \(milliseconds(seconds)) "
        + "(\(result.counts.meetings) meetings, \(result.episodes.count) episodes of 5 min)")
    // The plain way on a sample: every fix with every other.
    let sample = tracks(persons: 200, fixes: 60)
    let (plain, meetings) = timed { () -> Int in
      var meetings = 0
      let spots = sample.map { Spot(latitude: $0.latitude ?? 0, longitude: $0.longitude ?? 0) }
      for one in sample.indices {
        for other in 0..<one where sample[one].person != sample[other].person {
          guard abs(sample[one].time - sample[other].time) <= settings.window,
            let a = spots[one], let b = spots[other], a.distance(to: b) <= settings.distance
          else { continue }
          meetings += 1
        }
      }
      return meetings
    }
    let swept = try search.episodes(sample)
    let pairs = Double(sample.count) * Double(sample.count) / 2
    let scaled = plain * Double(fixes.count) * Double(fixes.count) / 2 / pairs
    print(
      "floor, all pairs of \(sample.count) fixes: \(milliseconds(plain)), \(meetings) meetings "
        + "(the sweep finds \(swept.counts.meetings)); scaled to \(fixes.count) fixes: "
        + "\(Int(scaled)) s")
    guard swept.counts.meetings == meetings else {
      print("the sweep and all pairs differ")
      exit(1)
    }
  }

  static func clusters() throws {
    var stream = Stream(9, .test)
    var cases: [CasePoint] = []
    for number in 0..<500 {
      guard let spot = Spot(east: stream.uniform() * 20_000, north: stream.uniform() * 20_000)
      else { continue }
      cases.append(
        CasePoint(
          id: ID("c\(number)"), spot: spot, day: CivilDate(days: 20_000 + stream.uniform(below: 90))
        ))
    }
    for threads in [1, 2] {
      let scan = try SpaceTimeScan(.init(radius: 2_000, days: 14, threads: threads))
      let (seconds, found) = try timed { try scan.clusters(cases) }
      print(
        "space-time scan, 500 cases, 999 replicates, \(threads) thread(s): "
          + "\(milliseconds(seconds)), \(found.count) clusters")
    }
  }

  // MARK: words and files

  private static func timed<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
    var start = timespec()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    let result = try body()
    clock_gettime(CLOCK_MONOTONIC, &end)
    return (
      Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9, result
    )
  }

  private static func rate(_ count: Int, _ seconds: Double) -> String {
    Words.number((Double(count) / seconds).rounded())
  }

  private static func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 10_000).rounded() / 10) ms"
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw JournalError.failed("cannot write \(path)") }
    defer { fclose(file) }
    _ = text.withCString { fputs($0, file) }
  }

  private static func removeFolder(_ path: String) throws {
    for name in ["/bank", ""] {
      guard let folder = opendir(path + name) else { continue }
      while let entry = readdir(folder) {
        let file = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if file != ".", file != ".." { unlink(path + name + "/" + file) }
      }
      closedir(folder)
    }
    rmdir(path + "/bank")
    rmdir(path)
  }
}
