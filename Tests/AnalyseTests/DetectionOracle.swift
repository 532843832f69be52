import Foundation

/// Reference outputs that lie beside the repository, read only where they are.
enum DetectionOracle {
  /// `SALUS_SHARED_DATA`, or `../shared/data` seen from the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SALUS_SHARED_DATA"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.appendingPathComponent("../shared/data", isDirectory: true)
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// Rows of a plain CSV file by column name.
  static func table(_ path: String) throws -> [[String: Substring]] {
    let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      Dictionary(
        uniqueKeysWithValues: zip(
          header, line.split(separator: ",", omittingEmptySubsequences: false)))
    }
  }

  /// The numbers of a table with one column a series.
  static func columns(_ path: String) throws -> [String: [Double]] {
    let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",").map(String.init)
    var columns = [[Double]](repeating: [], count: header.count)
    for line in lines.dropFirst() {
      for (i, field) in line.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
        columns[i].append(Double(field) ?? .nan)
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(header, columns))
  }
}
