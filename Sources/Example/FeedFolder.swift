import FoundationEssentials

/// The folder that holds what the example region's feeds published. A file appears whole or not
/// at all.
struct FeedFolder {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// Writes a file under its name, folders included, and returns its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws(ExampleError) -> String {
    let file = path + "/" + name
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: file), options: .atomic)
    } catch let error as CocoaError {
      throw .file(path: file, reason: FeedFolder.words(error))
    } catch {
      throw .file(path: file, reason: "the system refused")
    }
    return file
  }

  /// Makes a folder where it is missing.
  func make(_ name: String) throws(ExampleError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path + "/" + name, withIntermediateDirectories: true)
    } catch let error as CocoaError {
      throw .file(path: path + "/" + name, reason: FeedFolder.words(error))
    } catch {
      throw .file(path: path + "/" + name, reason: "the system refused")
    }
  }

  /// Whether a file or folder of that name is there.
  func holds(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }

  private static func words(_ error: CocoaError) -> String {
    switch error.code {
    case .fileWriteNoPermission: "permission is missing"
    case .fileWriteOutOfSpace: "no space is left"
    case .fileWriteVolumeReadOnly: "the disk is read-only"
    case .fileWriteFileExists: "a file stands where a folder is needed"
    default: "the system refused"
    }
  }
}
