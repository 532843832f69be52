import Foundation

/// Data sets that lie beside the repository and are only ever read by tests.
public enum SharedData {
  /// The folder: `SALUS_SHARED_DATA`, or `../shared/data` beside the package.
  public static let folder: String = {
    if let named = ProcessInfo.processInfo.environment["SALUS_SHARED_DATA"] { return named }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "../shared/data").standardized.path
  }()

  public static func path(_ name: String) -> String { folder + "/" + name }

  public static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }
}
