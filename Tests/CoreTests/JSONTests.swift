import Foundation
import SalusCore
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", "[1,2.5,-3]", #"{"b":1,"a":[{"c":null}]}"#, #""A\n\"\\é😀""#,
    "9007199254740993", "1e+300", "-0.001", #"{"same":1,"same":2}"#,
  ])
  func writesWhatItReads(text: String) throws {
    let value = try JSON(parsing: text)
    #expect(value.description == text)
    #expect(try JSON(parsing: value.description) == value)
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "-", "1.", ".5", "+1",
    "1e", "nul", "truefalse", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
    "\"\\ud800\\u0041\"", "\"a\nb\"", "1 2", "NaN", "Infinity", "1e999", "[1 2]",
    "{\"a\":1 \"b\":2}",
    "--1", "1-2", "\u{FEFF}1", "'a'", "{\"a\":1,}",
  ])
  func refusesEverythingElse(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  @Test func boundsItsNesting() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSON(parsing: deep) }
    let fine = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(try JSON(parsing: fine).description == fine)
  }

  @Test func refusesTextThatIsNoUTF8() {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
  }

  /// Every byte of a document replaced and every cut taken: an answer or an error, never a crash.
  @Test func survivesEveryDamage() throws {
    let good = Array(
      #"{"name":"a\u00e9\ud83d\ude00","list":[1,-2.5e3,true,null],"o":{"x":""}}"#.utf8)
    for length in good.indices {
      #expect(throws: JSONError.self) { try JSON(parsing: Array(good[..<length])) }
    }
    var readable = 0
    for index in good.indices {
      for byte: UInt8 in [
        0, 0x22, 0x2C, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xFF, 0x31, 0x65, 0x2E,
      ] {
        var bytes = good
        bytes[index] = byte
        if let value = try? JSON(parsing: bytes) {
          readable += 1
          #expect(try JSON(parsing: value.bytes).bytes == value.bytes)
        }
      }
    }
    #expect(readable > 0)
  }

  @Test func agreesWithFoundationOnNumbers() throws {
    for text in ["0.1", "1e-7", "123456789.125", "-1e21", "2.2250738585072014e-308", "1e300"] {
      let own = try JSON(parsing: text).double
      #expect(own == Double(text))
      let data = Data("[\(try JSON(parsing: text))]".utf8)
      let foundation = try JSONSerialization.jsonObject(with: data) as? [Double]
      #expect(foundation == own.map { [$0] })
    }
  }

  @Test func writesControlCharactersAndNumbersThatJSONLacks() {
    let value: JSON = ["a": .string("\u{01}\t"), "b": .number(.nan), "c": .number(2)]
    #expect(value.description == #"{"a":"\u0001\t","b":null,"c":2}"#)
  }
}
