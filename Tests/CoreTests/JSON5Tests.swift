import Testing

@testable import SalusCore

@Suite struct JSON5Tests {
  static let kitchenSink = """
    // a comment
    {
      unquoted: 'single "quotes"', "double": "it's", /* inner
      comment */ $key_1: [1, .5, 5., +3, -0x1F, 1e3,],
      'line': 'goes \\
    on', größe: null, nested: { yes: true, no: false },
      escape: "\\u00e9\\x41\\n\\uD83D\\uDE00",
    }
    """

  @Test func readsWhatPeopleWrite() throws {
    let read = try LocatedJSON(json5: JSON5Tests.kitchenSink)
    #expect(
      read.json == [
        "unquoted": "single \"quotes\"", "double": "it's",
        "$key_1": [1, 0.5, 5.0, 3, -31, 1000.0], "line": "goes on", "größe": nil,
        "nested": ["yes": true, "no": false], "escape": "éA\n😀",
      ])
    let keys = try #require(read.members)
    #expect(
      keys.map(\.position.description) == ["3:3", "3:32", "4:14", "5:3", "6:6", "6:19", "7:3"])
  }

  @Test func readsWhatItWritesAsJSON() throws {
    let json: JSON = [
      "a": [1, 2.5, "x\"y\n", nil, true, [:], []], "b": ["c": ["d": -9_223_372_036_854_775_807]],
    ]
    #expect(try LocatedJSON(json5: json.description).json == json)
  }

  @Test(arguments: [
    ("", "1:1: the text is empty"), ("{", "1:1: this object is never closed"),
    ("{\n a: [1,\n 2", "2:5: this list is never closed"),
    ("{a: 1, b: 2,\n  a: 3}", "2:3: 'a' is here a second time; the first is at 1:2"),
    ("{a: Infinity}", "1:5: Infinity is not accepted"), ("{a: -Infinity}", "1:5: Infinity"),
    ("{a: NaN}", "1:5: NaN"), ("{a: 012}", "1:5: '012' begins with 0"),
    ("{a: 0x}", "1:5: '0x' is no hexadecimal"), ("{a: 1e999}", "1:5: '1e999' is too large"),
    ("{a: 1.2.3}", "1:5: '1.2.3' is no number"), ("{a: .}", "1:5: '.' is no number"),
    ("{a: yes}", "1:5: 'yes' is no value; texts need quotes"),
    ("{a: 'x\n'}", "1:5: this text is never closed"), ("{a 1}", "1:4: a colon is expected"),
    ("{a: 1 b: 2}", "1:7: a comma or '}' is expected"), ("[1 2]", "1:4: a comma or ']'"),
    ("{} {}", "1:4: something stands after the end"), ("/* x", "1:1: this comment is never"),
    ("{a: '\\uD83D'}", "1:12: half of a surrogate"), ("{a: '\\9'}", "1:8: octal"),
    ("{,}", "1:2: a key is expected"), ("é", "1:1: 'é' is no value"), ("{é: ß}", "1:5: 'ß'"),
  ])
  func saysWhereAndWhat(text: String, words: String) {
    do {
      _ = try LocatedJSON(json5: text)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.description.hasPrefix(words), "\(error)")
    }
  }

  @Test func refusesDepthAndBytesThatAreNoText() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSON5Error.self) { try LocatedJSON(json5: deep) }
    let most = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try LocatedJSON(json5: most) }
    #expect(
      throws: JSON5Error(position: .init(line: 2, column: 1), reason: "the text is not UTF-8")
    ) {
      try LocatedJSON(json5: [0x7B, 0x0A, 0xFF, 0x7D])
    }
  }

  /// Any text cut or changed anywhere is read or refused, never a crash.
  @Test func survivesEveryCutAndChange() {
    let bytes = Array(JSON5Tests.kitchenSink.utf8)
    for end in bytes.indices { _ = try? LocatedJSON(json5: Array(bytes[..<end])) }
    for index in bytes.indices {
      for other in [0x00, 0x22, 0x27, 0x2E, 0x2F, 0x5C, 0x65, 0x7B, 0x80, 0xE2, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = other
        _ = try? LocatedJSON(json5: changed)
      }
    }
  }
}
