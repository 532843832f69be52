import SalusCore
import SalusTwin
import Testing

@testable import SalusSense

/// A small generator, so that every run tries the same broken files.
private struct Chaos {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, bound)
  }
}

private func sample() -> [UInt8] {
  var text = "reference_date,location,date,value\r\n"
  for week in 0..<8 {
    for place in ["01", "\"AL\"", "02", "\"Alaska\"", "US"] {
      text +=
        "\(day("2023-10-14") + 7 * week),\(place),\(day("2023-10-07") + 7 * week),\(week * 3)\n"
    }
  }
  return Array(text.utf8)
}

@Suite struct BrokenFiles {
  /// Law: whatever the bytes, an import ends with a report whose counts add up or with an error
  /// that says why; it never traps.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func neverTrapAndAlwaysAddUp(seed: UInt64) throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let importer = Importer(journal: journal, chunk: 7)
    var chaos = Chaos(state: seed)
    var read = 0
    for _ in 0..<60 {
      var bytes = sample()
      switch chaos.next(4) {
      case 0: bytes.removeLast(chaos.next(bytes.count))
      case 1:
        for _ in 0...chaos.next(12) {
          bytes[chaos.next(bytes.count)] = UInt8(truncatingIfNeeded: chaos.next(256))
        }
      case 2:
        let special: [UInt8] = [0x22, 0x0A, 0x0D, 0x2C, 0x00, 0x3B]
        for _ in 0...chaos.next(6) {
          bytes.insert(special[chaos.next(special.count)], at: chaos.next(bytes.count))
        }
      default:
        let start = chaos.next(bytes.count)
        bytes.removeSubrange(start..<min(bytes.count, start + chaos.next(200)))
      }
      let path = try folder.write(bytes)
      do {
        let report = try importer.run(request(path, isDryRun: chaos.next(8) > 0))
        read += report.read
        #expect(
          report.read
            == report.accepted + report.duplicate + report.corrected + report.quarantined)
      } catch {
        #expect(!"\(error)".isEmpty)
      }
      _ = try? ForecastFile(path: path)
      _ = try? CSVTable(path: path)
      _ = try? ColumnMapSuggestion(path: path, signal: ID("x"), places: Places(twoStates))
    }
    #expect(read > 500)
  }

  /// Law: the order of columns changes neither counts nor values.
  @Test func meanTheSameWithTheirColumnsInAnotherOrder() throws {
    let source = try CSVTable(bytes: sample(), name: "t")
    var expected: [StoredObservation]?
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
      let folder = try Folder()
      let journal = try folder.journal()
      var writer = CSVWriter(header: order.map { source.header[$0] })
      for row in source.rows { writer.append(order.map { row[$0] }) }
      let report = try Importer(journal: journal).run(request(try folder.write(writer.bytes)))
      #expect([report.read, report.accepted, report.duplicate] == [40, 24, 16])
      let values = try journal.vintages(
        ObservationQuery(signal: ID("flu-admissions")), at: View())
      #expect(expected == nil || expected == values)
      expected = values
    }
  }

  @Test func geoJSONNeverTraps() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let text =
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"n\":\"AL\"},"
      + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6.5],[1,2]]]}}]}"
    var chaos = Chaos(state: 9)
    for _ in 0..<200 {
      var bytes = Array(text.utf8)
      for _ in 0...chaos.next(3) {
        bytes[chaos.next(bytes.count)] = UInt8(truncatingIfNeeded: 32 + chaos.next(95))
      }
      let path = try folder.write(bytes)
      let report = try? Boundaries(journal: journal).run(
        path: path, places: twoStates, actor: "tester", isDryRun: true)
      if let report { #expect(report.read == report.accepted + report.quarantined) }
    }
  }
}
