import Foundation
import Testing

/// What the compiler enforces cannot be shown by a test that compiles; what would undo it can.
@Suite struct GrantSourceTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func sources(in folder: String) throws -> [(file: String, text: String)] {
    let base = root.appending(path: folder)
    let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
    return try (found?.allObjects ?? []).compactMap { item -> (String, String)? in
      guard let url = item as? URL, url.pathExtension == "swift" else { return nil }
      let text = try String(contentsOf: url, encoding: .utf8)
      return (url.path.replacingOccurrences(of: root.path + "/", with: ""), text)
    }
  }

  @Test func onlyGovernanceCanMakeAGrant() throws {
    let text = try String(
      contentsOf: root.appending(path: "Sources/Governance/Access/Grant.swift"), encoding: .utf8)
    #expect(text.contains("public struct Grant: ~Copyable, Sendable {"))
    let makers = text.split(separator: "\n").filter { $0.contains("init(") }
    #expect(makers.count == 1, "a grant has one initialiser")
    #expect(makers.allSatisfy { $0.hasPrefix("  init(") }, "which is internal to the module")
    let all = try sources(in: "Sources")
    #expect(all.count > 50)
    for (file, text) in all where !file.hasPrefix("Sources/Governance/") {
      #expect(!text.contains("extension Grant {"), "\(file) extends Grant")
      #expect(!text.contains("@testable"), "\(file) opens a module")
      for call in ["Grant(", "Grant.init"] where text.contains(call) {
        for line in text.split(separator: "\n") {
          let code = line.split(separator: "//", maxSplits: 1).first ?? ""
          guard let found = code.range(of: call) else { continue }
          // A longer name that only ends so is another type's or a function's.
          let isWhole = code[..<found.lowerBound].last.map { !$0.isLetter } ?? true
          #expect(!isWhole, "\(file) makes a grant: \(line)")
        }
      }
    }
  }

  @Test func onlyTheStoreOpensWithoutAGrant() throws {
    for (file, text) in try sources(in: "Sources") where text.contains("openForUpkeep") {
      #expect(
        file.hasPrefix("Sources/Store/") || file == "Sources/Governance/Vault/Vault.swift",
        "\(file) opens sealed data without a grant")
    }
  }

  @Test func secretsHaveNoText() throws {
    for (file, text) in try sources(in: "Sources/Governance") {
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("extension ") }
      for name in ["Secret", "KeyEncryptionKey", "SigningKey", "DataKey"] {
        for line in lines where line.hasPrefix("extension \(name):") {
          #expect(
            !line.contains("CustomStringConvertible") && !line.contains("Codable"),
            "\(file) writes a \(name)")
        }
      }
    }
  }
}
