import Foundation
import Testing

/// The one-way table of modules (docs/architecture.md): what each may import directly. What those
/// import may be imported too; nothing else, and nothing upward.
private let allowed: [String: Set<String>] = [
  "SalusCore": [],
  "SalusNumerics": ["SalusCore"],
  "SalusGovernance": ["SalusCore", "COpenSSL", "CSodium"],
  "SalusTwin": ["SalusCore", "SalusGovernance"],
  "SalusEpidemic": ["SalusCore", "SalusNumerics"],
  "SalusLogistics": ["SalusCore", "SalusNumerics", "CClp"],
  "SalusSense": ["SalusTwin", "CCurl"],
  "SalusAnalyse": ["SalusTwin", "SalusNumerics", "SalusEpidemic"],
  "SalusDecide": ["SalusTwin", "SalusNumerics", "SalusLogistics"],
  "SalusAct": ["SalusTwin"],
  "SalusEvaluate": ["SalusTwin", "SalusNumerics"],
  "SalusStore": ["SalusTwin", "CSQLite", "CPostgres"],
  "SalusExample": ["SalusTwin", "SalusSense", "SalusEpidemic"],
  "SalusOperate": [
    "SalusTwin", "SalusSense", "SalusAnalyse", "SalusDecide", "SalusAct", "SalusEvaluate",
    "SalusStore", "SalusExample",
  ],
  "CShims": ["CMicrohttpd"],
  "CPages": [],
  "SalusServe": ["SalusOperate", "CShims", "CPages", "CMicrohttpd"],
  "salus": ["SalusOperate", "SalusServe"],
]

/// C libraries stay behind the one module that owns them.
private let owners = [
  "COpenSSL": "SalusGovernance", "CSodium": "SalusGovernance", "CSQLite": "SalusStore",
  "CPostgres": "SalusStore", "CMicrohttpd": "SalusServe",
  "CShims": "SalusServe", "CPages": "SalusServe", "CClp": "SalusLogistics", "CCurl": "SalusSense",
]

private let systemModules: Set<String> = [
  "Glibc", "FoundationEssentials", "Synchronization", "Dispatch",
]

private struct Package: Decodable {
  struct Target: Decodable {
    var name: String
    var type: String
    var path: String
    var dependencies: [String]?
    var sources: [String]

    enum CodingKeys: String, CodingKey {
      case name, type, path, sources
      case dependencies = "target_dependencies"
    }
  }
  var targets: [Target]
}

@Suite struct ModuleDirectionTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func describe() throws -> Package {
    // The build's own scratch folder is locked while tests run, so this asks with another one.
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "salus-describe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path, "describe",
      "--type", "json",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(Package.self, from: data)
  }

  private func shipped(_ package: Package) -> [Package.Target] {
    package.targets.filter { $0.type != "test" && $0.path.hasPrefix("Sources/") }
  }

  private func closure(of module: String) -> Set<String> {
    var reached: Set<String> = []
    var open = Array(allowed[module] ?? [])
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += Array(allowed[next] ?? []) }
    }
    return reached
  }

  private func imports(of target: Package.Target) throws -> [(file: String, module: String)] {
    try target.sources.filter { $0.hasSuffix(".swift") }.flatMap { source in
      let file = "\(target.path)/\(source)"
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      return text.split(separator: "\n").compactMap { line -> (file: String, module: String)? in
        let words = line.split(separator: " ").filter { !$0.hasPrefix("@") && $0 != "public" }
        guard words.first == "import", words.count >= 2, let last = words.last else { return nil }
        return (file, String(last.split(separator: ".")[0]))
      }
    }
  }

  @Test func manifestFollowsTheTable() throws {
    let package = try describe()
    let targets = shipped(package)
    #expect(targets.count > 10, "the manifest could not be read")
    for target in targets {
      let table = try #require(allowed[target.name], "\(target.name) is not in the table")
      for needed in target.dependencies ?? [] {
        #expect(
          closure(of: target.name).contains(needed),
          "\(target.name) depends on \(needed), which its row \(table.sorted()) does not reach")
      }
    }
  }

  @Test func everyImportFollowsTheTable() throws {
    for target in shipped(try describe()) {
      let reachable = closure(of: target.name).union(systemModules)
      for (file, module) in try imports(of: target) {
        #expect(reachable.contains(module), "\(file) imports \(module)")
        if let owner = owners[module] {
          #expect(target.name == owner, "\(file) imports \(module), which belongs to \(owner)")
        }
      }
    }
  }

  @Test func enginesAndAnalysisReadNoClockAndNoFile() throws {
    let pure = [
      "SalusCore", "SalusNumerics", "SalusEpidemic", "SalusAnalyse", "SalusEvaluate", "SalusTwin",
      "SalusLogistics", "SalusDecide", "SalusAct",
    ]
    let forbidden = [
      "clock_gettime(", "gettimeofday(", "Date()", "Date.now", "Clock.now", "Clock().now",
      "Store.now", "fopen(", "getenv(",
      "SystemRandomNumberGenerator", ".random(in:", "print(",
    ]
    // The one reader of the system's zone files, which are data of the platform.
    let exempt = "Sources/Core/TimeZone"
    for target in shipped(try describe()) where pure.contains(target.name) {
      for source in target.sources where source.hasSuffix(".swift") {
        let file = "\(target.path)/\(source)"
        if file.hasPrefix(exempt) { continue }
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        for line in text.split(separator: "\n") where !line.contains("///") {
          for word in forbidden {
            #expect(!line.contains(word), "\(file) uses \(word)")
          }
        }
      }
    }
  }

  @Test func noFilePassesSixHundredLines() throws {
    for target in try describe().targets {
      for source in target.sources {
        let file = root.appending(path: "\(target.path)/\(source)")
        let lines = try Data(contentsOf: file).split(
          separator: 10, omittingEmptySubsequences: false)
        #expect(lines.count <= 601, "\(target.path)/\(source) has \(lines.count) lines")
      }
    }
  }
}
