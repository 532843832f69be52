import SalusCore
import Testing

@testable import SalusTwin

@Suite struct NamesAreComparedAsOfficesWriteThem {
  @Test(arguments: [
    ("José  Ángel", "angel jose"), ("O'Brien", "obrien"), ("O’Brien", "obrien"),
    ("Müller-Lüdenscheidt", "ludenscheidt muller"), ("STRAẞE", "strasse"), ("Łukasz", "lukasz"),
    ("Nguyễn Thị", "nguyen thi"), ("Παπαδοπούλου", "papadopoulou"), ("Жуков", "zhukov"),
    ("Щукин", "shchukin"), ("Smith, John", "john smith"), ("e\u{301}mile", "emile"),
    ("İnönü", "inonu"), ("", ""), ("  - ", ""), ("王小明", "王小明"),
  ])
  func foldsLetters(written: String, folded: String) {
    #expect(LetterFolding.sorted(written) == folded)
  }

  /// Published examples: Winkler (1990), tables of "String comparator metrics".
  @Test(arguments: [
    ("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133), ("DWAYNE", "DUANE", 0.84),
    ("", "", 1.0), ("A", "", 0.0), ("ABC", "XYZ", 0.0), ("SAME", "SAME", 1.0),
    ("Жуков", "Жуков", 1.0),
  ])
  func agreesWithPublishedSimilarities(left: String, right: String, expected: Double) {
    #expect(abs(JaroWinkler.similarity(left, right) - expected) < 0.00005)
    #expect(JaroWinkler.similarity(left, right) == JaroWinkler.similarity(right, left))
  }

  @Test func similarityLiesBetweenNothingAndEqual() {
    var state: UInt64 = 7
    func word() -> String {
      String(
        decoding: (0..<Int(state % 9)).map { _ -> UInt8 in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return 97 + UInt8((state >> 33) % 4)
        }, as: UTF8.self)
    }
    for _ in 0..<2_000 {
      state &+= 1_442_695_040_888_963_407
      let (a, b) = (word(), word())
      let likeness = JaroWinkler.similarity(a, b)
      #expect(likeness >= 0 && likeness <= 1 + 1e-12)
      #expect((likeness > 1 - 1e-12) == (a == b))
    }
  }

  @Test(arguments: [
    ("Meyer", "Maier"), ("Schmidt", "Schmitt"), ("Catherine", "Kathryn"), ("Philips", "Filips"),
    ("van der Berg", "Berg"), ("Müller", "Mueller"), ("Жуков", "Zhukow"), ("Nielsen", "Nilsen"),
  ])
  func soundsAlike(one: String, other: String) {
    #expect(SoundKey.of(one) == SoundKey.of(other))
  }

  @Test(arguments: [("Meyer", "Miller"), ("Adams", "Brown"), ("Lee", "Kim")])
  func soundsDifferent(one: String, other: String) {
    #expect(SoundKey.of(one) != SoundKey.of(other))
  }

  @Test func theKeyOfNothingIsEmpty() {
    #expect(SoundKey.of("") == "")
    #expect(SoundKey.of("van") == "PM")
  }

  @Test(arguments: [
    ("+49 (0)30 1234567", "301234567"), ("030/1234567", "301234567"), ("12345", nil),
    ("no phone", nil),
  ])
  func telephonesAreTheirLastDigits(written: String, digits: String?) {
    #expect(PersonDetails.phoneDigits(written) == digits)
  }
}

@Suite struct PartialDates {
  @Test(arguments: ["2020-05-06", "2020-05", "2020", "1900-02"])
  func readWhatTheyWrite(text: String) throws {
    #expect(try #require(PartialDate(text)).description == text)
  }

  @Test(arguments: [
    "2020-13", "2020-02-30", "20-05", "2020-5", "2020-05-", "", "05/2020", "2020-05-06x",
  ])
  func refuseWhatIsNoDate(text: String) {
    #expect(PartialDate(text) == nil)
  }

  @Test func spanTheDaysTheyCanBe() throws {
    let february = try #require(PartialDate("2024-02"))
    #expect(february.earliest == CivilDate("2024-02-01"))
    #expect(february.latest == CivilDate("2024-02-29"))
    let year = try #require(PartialDate("2023"))
    #expect(year.latest == CivilDate("2023-12-31"))
    #expect(try #require(PartialDate("2023-12")).latest == CivilDate("2023-12-31"))
    #expect(try #require(PartialDate("9999")).latest == .last)
  }
}
