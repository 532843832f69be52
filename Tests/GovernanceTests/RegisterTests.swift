import SalusCore
import SalusGovernance
import Testing

@Suite struct PurposeRegisterTests {
  @Test func theShippedTableIsARegister() throws {
    let shipped = PurposeRegister.shipped
    #expect(shipped.purposes.count == 10)
    let checked = try PurposeRegister(version: shipped.version, purposes: shipped.purposes)
    #expect(checked == shipped)
    for purpose in shipped.purposes { #expect(shipped[purpose.id] == purpose) }
  }

  @Test func readsBackFromSettings() throws {
    let shipped = PurposeRegister.shipped
    #expect(try PurposeRegister(json: JSON(parsing: shipped.json.bytes)) == shipped)
  }

  @Test func refusesATableThatCannotBe() {
    let care = PurposeRegister.shipped.purposes[6]
    #expect(throws: RegisterError.twice(.care)) {
      try PurposeRegister(version: "1", purposes: [care, care])
    }
    var bad = care
    bad.id = ID("")
    #expect(throws: RegisterError.unnamed(position: 1)) {
      try PurposeRegister(version: "1", purposes: [bad])
    }
    bad = care
    bad.phases = []
    #expect(throws: RegisterError.empty(.care, what: "phases")) {
      try PurposeRegister(version: "1", purposes: [bad])
    }
    bad = care
    bad.minimum.fields = ["Person Name"]
    #expect(throws: RegisterError.badField("Person Name", in: .care)) {
      try PurposeRegister(version: "1", purposes: [bad])
    }
    bad = care
    bad.longestGrant = .nan
    #expect(throws: RegisterError.empty(.care, what: "longestGrant")) {
      try PurposeRegister(version: "1", purposes: [bad])
    }
  }

  @Test(arguments: [
    ("{}", "table.purposes"), ("[]", "table"),
    (#"{"version":"1","purposes":[7]}"#, "purpose 1"),
    (#"{"version":"1","purposes":[{"id":7}]}"#, "purpose 1.id"),
    (#"{"purposes":[]}"#, "table.version"),
    (
      #"{"version":"1","purposes":[{"id":"a","title":"","basis":"","phases":["war"]}]}"#,
      "purpose 1.phases"
    ),
    (
      #"{"version":"1","purposes":[{"id":"a","title":"","basis":"","retentionDays":-1}]}"#,
      "purpose 1.retentionDays"
    ),
  ])
  func saysWhichSettingIsWrong(text: String, place: String) throws {
    let json = try JSON(parsing: text)
    do {
      _ = try PurposeRegister(json: json)
      Issue.record("\(text) was read")
    } catch {
      guard case .malformed(let found, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(found == place)
    }
  }

  /// No bytes of a table, cut or changed, end the process.
  @Test func survivesAnythingAsSettings() throws {
    let bytes = PurposeRegister.shipped.json.bytes
    var read = 0
    for index in stride(from: 0, to: bytes.count, by: 37) {
      var changed = bytes
      changed[index] = UInt8(truncatingIfNeeded: index)
      for candidate in [changed, Array(bytes[..<index])] {
        guard let json = try? JSON(parsing: candidate) else { continue }
        if (try? PurposeRegister(json: json)) != nil { read += 1 }
      }
    }
    #expect(read > 0, "a changed letter in a title is no fault")
  }
}
