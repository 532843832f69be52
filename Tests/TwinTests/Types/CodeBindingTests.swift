import SalusCore
import Testing

@testable import SalusTwin

@Suite struct CodeBindingTests {
  /// Codes as published by FHIR's vital signs profile and its SNOMED CT mappings.
  static let published = [
    "http://loinc.org|8867-4", "http://loinc.org|9279-1", "http://loinc.org|59408-5",
    "http://loinc.org|8310-5", "http://loinc.org|8480-6", "http://loinc.org|85354-9",
    "http://loinc.org|2339-0", "http://snomed.info/sct|364075005",
    "http://snomed.info/sct|86290005", "http://snomed.info/sct|840539006",
    "http://snomed.info/sct|1325691000000100", "urn:iso:std:iso:11073:10101|149530",
  ]

  @Test(arguments: published)
  func readsAndWritesPublishedCodes(text: String) throws {
    #expect(try CodeBinding(text).description == text)
  }

  @Test(arguments: [
    "8867-4", "http://loinc.org|8867-5", "http://loinc.org|8876-4", "http://loinc.org|8867",
    "http://loinc.org|08867-4", "http://loinc.org|LP72199-0", "http://loinc.org|",
    "http://snomed.info/sct|364075006", "http://snomed.info/sct|364705005",
    // A description and a relationship of SNOMED CT: right check digits, other partitions.
    "http://snomed.info/sct|751689013", "http://snomed.info/sct|100022",
    "http://snomed.info/sct|12345", "http://snomed.info/sct|0364075005", "nowhere|1", "|1",
    "urn:a|", "urn:a|with blank", "",
  ])
  func refusesCodesThatCannotBe(text: String) {
    #expect(throws: CodeProblem.self) { try CodeBinding(text) }
  }

  /// Verhoeff's sum finds every single wrong digit and every swap of neighbours.
  @Test func everyOneDigitSlipIsFound() {
    let code = Array("364075005".utf8)
    var slips = 0
    for place in code.indices {
      for digit in UInt8(48)...57 where digit != code[place] {
        var wrong = code
        wrong[place] = digit
        #expect(!SNOMEDIdentifier.isConcept(String(decoding: wrong, as: UTF8.self)))
        slips += 1
      }
      if place + 1 < code.count, code[place] != code[place + 1] {
        var wrong = code
        wrong.swapAt(place, place + 1)
        #expect(!SNOMEDIdentifier.isConcept(String(decoding: wrong, as: UTF8.self)))
      }
    }
    #expect(slips == 81)
  }

  /// 236 has check digit 3 in Verhoeff's own example.
  @Test func agreesWithVerhoeffsExample() {
    #expect(CheckDigits.verhoeff([2, 3, 6, 3]) == 0)
    #expect((0...9).filter { CheckDigits.verhoeff([2, 3, 6, $0]) == 0 } == [3])
  }

  /// 12345-5 is the worked example of the LOINC Users' Guide.
  @Test func agreesWithTheLOINCExample() {
    #expect((0...9).filter { LOINCCode.isValid("12345-\($0)") } == [5])
  }
}
