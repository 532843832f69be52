import SalusCore
import Testing

@testable import SalusTwin

@Suite struct DuplicatesAreFound {
  static func person(
    _ given: String?, _ family: String?, _ birth: String? = nil, sex: PersonDetails.Sex? = nil,
    place: String? = nil, phone: String? = nil, id: String? = nil
  ) -> PersonDetails {
    PersonDetails(
      identifiers: id.map { [.init(system: "health-id", value: $0)] } ?? [], given: given,
      family: family, birth: birth.flatMap { PartialDate($0) }, sex: sex, place: place,
      phone: phone)
  }

  static let anna = person(
    "Anna", "Schmidt", "1987-05-06", sex: .female, place: "Nord", phone: "030 1234567", id: "A-1")

  private func check(_ asked: PersonDetails) -> DuplicateCheck {
    var index = DuplicateIndex()
    index.add(ID("anna"), DuplicatesAreFound.anna)
    return index.check(asked)
  }

  @Test func anIdentifierAndTheRestMakeOnePerson() {
    #expect(check(DuplicatesAreFound.anna).verdict == .same(ID("anna")))
    let sparse = check(DuplicatesAreFound.person("Anna", "Schmidt", id: "a1"))
    #expect(sparse.verdict == .same(ID("anna")))
  }

  @Test func namesAloneNeverMergeAnybody() {
    let same = DuplicatesAreFound.person(
      "Anna", "Schmidt", "1987-05-06", sex: .female, place: "Nord", phone: "+49 30 1234567")
    let answer = check(same)
    #expect(answer.verdict == .review)
    #expect(answer.candidates[0].score > 40)
    #expect(answer.sentence?.contains("birth date agrees") == true)
  }

  @Test(arguments: [
    ("Anna", "Schmitt", "1987-05-06", LinkagePattern.Field.family, LinkagePattern.Level.agrees),
    ("Anna", "Schmidt", "1987-06-05", .birth, .near),
    ("Anna", "Schmidt", "1987-09-30", .birth, .year),
    ("Maria Anna", "Schmidt", "1987-05-06", .given, .near),
    ("Schmidt", "Anna", "1987-05-06", .family, .near),
    ("ANNA", "schmidt", "1987-05-06", .given, .agrees),
  ])
  func slipsAreForReview(
    given: String, family: String, birth: String, field: LinkagePattern.Field,
    level: LinkagePattern.Level
  ) throws {
    let answer = check(DuplicatesAreFound.person(given, family, birth, sex: .female, place: "Nord"))
    #expect(answer.verdict == .review)
    #expect(try #require(answer.candidates.first).pattern[field] == level)
  }

  @Test(arguments: [
    person("Karl", "Weber", "1950-01-02"), person("Anna", "Schmidt", "1955-11-30", place: "Sued"),
    // A brother: same name, place and telephone.
    person("Jonas", "Schmidt", "1990-02-01", sex: .male, place: "Nord", phone: "030 1234567"),
    person(nil, nil), person("", "", phone: "12"),
  ])
  func othersAreNew(asked: PersonDetails) {
    #expect(check(asked).verdict == .new)
  }

  @Test func anIdentifierOfSomebodyElseIsAQuestion() {
    #expect(
      check(DuplicatesAreFound.person("Karl", "Weber", "1950-01-02", id: "A-1")).verdict == .review)
    var index = DuplicateIndex()
    index.add(ID("one"), DuplicatesAreFound.anna)
    index.add(ID("two"), DuplicatesAreFound.anna)
    #expect(index.check(DuplicatesAreFound.anna).verdict == .review)
  }

  @Test func anAgeMeetsABirthDate() throws {
    var asked = DuplicatesAreFound.person("Anna", "Schmidt", sex: .female, place: "Nord")
    asked.birthYears = PersonDetails.birthYears(age: 36, on: try #require(CivilDate("2023-09-01")))
    let answer = check(asked)
    #expect(answer.verdict == .review)
    #expect(answer.candidates[0].pattern[.birth] == .year)
  }

  @Test func detailsThatChangeAreComparedAnew() {
    var index = DuplicateIndex()
    index.add(ID("anna"), DuplicatesAreFound.person("Anna", "Schmidt", "1987-05-06", id: "A-1"))
    index.add(ID("anna"), DuplicatesAreFound.person("Anna", "Weber", "1987-05-06", id: "A-1"))
    #expect(index.count == 1)
    let answer = index.check(DuplicatesAreFound.person("Anna", "Weber", "1987-05-06", id: "A-1"))
    #expect(answer.verdict == .same(ID("anna")))
    #expect(answer.candidates.first?.pattern[.family] == .agrees)
  }

  /// Law: whoever a comparison of all pairs finds through an agreeing key field is found by keys.
  @Test func keysMissNobodyThatSharesOne() {
    let people = People(count: 400, seed: 3)
    var index = DuplicateIndex()
    for (number, person) in people.all.enumerated() { index.add(ID("p\(number)"), person) }
    var found = 0
    for (number, person) in people.all.enumerated() {
      let answer = index.check(person, most: 50)
      #expect(answer.candidates.contains { $0.person == ID("p\(number)") })
      found += answer.candidates.count
    }
    #expect(found >= 400)
  }

  @Test func theSamePersonsGiveTheSameAnswers() {
    let people = People(count: 300, seed: 5)
    func answers() -> [DuplicateCheck] {
      var index = DuplicateIndex()
      return people.all.enumerated().map { number, person in
        let answer = index.check(person)
        index.add(ID("p\(number)"), person)
        return answer
      }
    }
    #expect(answers() == answers())
  }
}

/// Persons drawn from a seed.
struct People {
  var all: [PersonDetails] = []

  init(count: Int, seed: UInt64) {
    let families = ["Schmidt", "Meyer", "Weber", "Wagner", "Becker", "Koroma", "Sesay", "Kamara"]
    let givens = ["Anna", "Jonas", "Maria", "Fatmata", "Mohamed", "Lena", "Paul", "Ibrahim"]
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for number in 0..<count {
      let birth = CivilDate(days: -10_000 + next(20_000))
      all.append(
        PersonDetails(
          identifiers: next(2) == 0 ? [.init(system: "h", value: "H\(number)")] : [],
          given: givens[next(8)], family: families[next(8)], birth: PartialDate(birth),
          sex: next(2) == 0 ? .female : .male, place: "Ward \(next(20))",
          phone: "0301\(100_000 + next(900_000))"))
    }
  }
}

@Suite struct LinkageWeightsAreLearned {
  /// Recovers the shares that a mixture was drawn from.
  @Test func theFitFindsTheMixture() throws {
    let usual = LinkageWeights.usual
    let m: [LinkagePattern.Field: [Double]] = [.family: [0.85, 0.1, 0.05], .sex: [0.95, 0.05]]
    let u: [LinkagePattern.Field: [Double]] = [.family: [0.05, 0.05, 0.9], .sex: [0.5, 0.5]]
    let place = (m: [0.7, 0.3], u: [0.2, 0.8])
    var patterns: [LinkagePattern: Int] = [:]
    for (i, family) in [LinkagePattern.Level.agrees, .near, .differs].enumerated() {
      for (j, sex) in [LinkagePattern.Level.agrees, .differs].enumerated() {
        for (k, at) in [LinkagePattern.Level.agrees, .differs].enumerated() {
          let one = (m[.family]?[i] ?? 0) * (m[.sex]?[j] ?? 0) * place.m[k]
          let two = (u[.family]?[i] ?? 0) * (u[.sex]?[j] ?? 0) * place.u[k]
          patterns[LinkagePattern([.family: family, .sex: sex, .place: at])] =
            Int((1e6 * (0.3 * one + 0.7 * two)).rounded())
        }
      }
    }
    let fit = try #require(
      LinkageFit(patterns, start: usual, share: 0.2, maximum: 5_000, tolerance: 1e-13))
    #expect(abs(fit.share - 0.3) < 0.01)
    #expect(abs((fit.weights.matched[.family]?[0] ?? 0) - 0.85) < 0.01)
    #expect(abs((fit.weights.unmatched[.place]?[0] ?? 0) - 0.2) < 0.01)
    // Fields that no pattern tells of keep their shares.
    #expect(fit.weights.matched[.birth] == usual.matched[.birth])
  }

  @Test func everyStepIsAtLeastAsLikely() throws {
    let index = {
      var index = DuplicateIndex()
      for (number, person) in People(count: 500, seed: 9).all.enumerated() {
        index.add(ID("p\(number)"), person)
      }
      return index
    }()
    let patterns = index.patterns()
    #expect(patterns.values.reduce(0, +) > 100)
    var former = -Double.infinity
    for steps in 1...15 {
      let fit = try #require(LinkageFit(patterns, maximum: steps, tolerance: 0))
      // Shares are kept above one in a million, which can cost a trace.
      #expect(fit.logLikelihood >= former - 1e-3 * abs(former))
      former = fit.logLikelihood
    }
    #expect(LinkageFit([:]) == nil)
  }

  @Test func weightsThatAreNoSharesAreRefused() {
    let usual = LinkageWeights.usual
    var wrong = usual.matched
    wrong[.sex] = [0.9, 0.2]
    #expect(LinkageWeights(matched: wrong, unmatched: usual.unmatched, lower: 1, upper: 2) == nil)
    #expect(usual.with(lower: 5, upper: 1) == nil)
    #expect(abs(usual.weight(.sex, .agrees) - 0.970_853) < 1e-5)
    #expect(usual.score(LinkagePattern()) == 0)
  }
}
