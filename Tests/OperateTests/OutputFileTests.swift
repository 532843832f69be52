import Foundation
import SalusOperate
import Testing

/// A folder that is gone when the test is.
private final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "salus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

@Suite struct OutputFileTests {
  @Test func appearsWholeAndLeavesNothingBeside() throws {
    let folder = try Folder()
    try OutputFile.write(Array("first".utf8), to: folder.path + "/a.csv")
    try OutputFile.write(Array("second".utf8), to: folder.path + "/a.csv")
    #expect(try String(contentsOfFile: folder.path + "/a.csv", encoding: .utf8) == "second")
    #expect(folder.names == ["a.csv"])
  }

  @Test func followsALink() throws {
    let folder = try Folder()
    try OutputFile.write(Array("old".utf8), to: folder.path + "/a.csv")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.csv", withDestinationPath: folder.path + "/a.csv")
    try OutputFile.write(Array("new".utf8), to: folder.path + "/link.csv")
    #expect(try String(contentsOfFile: folder.path + "/a.csv", encoding: .utf8) == "new")
    let kind = try FileManager.default.attributesOfItem(atPath: folder.path + "/link.csv")[.type]
    #expect(kind as? FileAttributeType == .typeSymbolicLink)
  }

  /// A pipe stands for any device: opened at both ends it never blocks, and a file in its place
  /// would harm nothing but the test.
  @Test func writesToAPipeWithoutReplacingIt() throws {
    let folder = try Folder()
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDWR)
    defer { close(reader) }
    try OutputFile.write(Array("through".utf8), to: path)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(folder.names == ["pipe"])
  }

  @Test func saysWhyNot() throws {
    let folder = try Folder()
    #expect(throws: StationError.self) {
      try OutputFile.write([1], to: folder.path + "/none/a.csv")
    }
    #expect(throws: StationError.self) { try OutputFile.write([1], to: folder.path) }
    #expect(folder.names.isEmpty)
  }

  @Test func makesAFolderOnce() throws {
    let folder = try Folder()
    #expect(try OutputFile.makeFolder(folder.path + "/out"))
    #expect(try !OutputFile.makeFolder(folder.path + "/out"))
    try OutputFile.write([1], to: folder.path + "/file")
    #expect(throws: StationError.file(folder.path + "/file", reason: "it is no folder")) {
      try OutputFile.makeFolder(folder.path + "/file")
    }
  }
}
