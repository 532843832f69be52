import Foundation

/// Published data beside the checkout, which tests use where it is there and never copy.
enum SharedData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SALUS_SHARED_DATA"] {
      return URL(fileURLWithPath: path)
    }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.appendingPathComponent("../shared/data").standardizedFileURL
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.isReadableFile(atPath: folder.appendingPathComponent(path).path)
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }
}
