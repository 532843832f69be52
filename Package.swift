// swift-tools-version: 6.2
import PackageDescription

func system(_ name: String, _ pkgConfig: String?) -> Target {
  .systemLibrary(name: name, path: "System/\(name)", pkgConfig: pkgConfig)
}

func module(_ folder: String, _ needs: [Target.Dependency] = []) -> Target {
  .target(name: "Salus\(folder)", dependencies: needs, path: "Sources/\(folder)")
}

func tests(_ folder: String, _ needs: [Target.Dependency]) -> Target {
  .testTarget(name: "\(folder)Tests", dependencies: needs, path: "Tests/\(folder)Tests")
}

let package = Package(
  name: "salus",
  products: [.executable(name: "salus", targets: ["salus"])],
  targets: [
    system("CSQLite", "sqlite3"),
    system("CMicrohttpd", "libmicrohttpd"),
    system("COpenSSL", "libcrypto"),
    // No pkg-config: clp.pc names libraries whose development files the package does not bring.
    system("CClp", nil),
    system("CCurl", "libcurl"),
    system("CSodium", "libsodium"),
    system("CPostgres", "libpq"),
    .target(
      name: "CShims", dependencies: ["CMicrohttpd"], path: "System/CShims",
      linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CPages", path: "System/CPages"),

    module("Core"),
    module("Numerics", ["SalusCore"]),
    module("Governance", ["SalusCore", "COpenSSL", "CSodium"]),
    module("Twin", ["SalusCore", "SalusGovernance"]),
    module("Epidemic", ["SalusCore", "SalusNumerics"]),
    module("Logistics", ["SalusCore", "SalusNumerics", "CClp"]),
    module("Sense", ["SalusTwin", "CCurl"]),
    module("Analyse", ["SalusTwin", "SalusNumerics", "SalusEpidemic"]),
    module("Decide", ["SalusTwin", "SalusNumerics", "SalusLogistics"]),
    module("Act", ["SalusTwin"]),
    module("Evaluate", ["SalusTwin", "SalusNumerics"]),
    module("Store", ["SalusTwin", "CSQLite", "CPostgres"]),
    module("Example", ["SalusTwin", "SalusSense", "SalusEpidemic"]),
    module(
      "Operate",
      [
        "SalusTwin", "SalusSense", "SalusAnalyse", "SalusDecide", "SalusAct", "SalusEvaluate",
        "SalusStore", "SalusExample",
      ]),
    module("Serve", ["SalusOperate", "SalusTwin", "SalusAct", "CMicrohttpd", "CShims", "CPages"]),
    .executableTarget(
      name: "salus", dependencies: ["SalusOperate", "SalusServe", "SalusAct"],
      path: "Sources/salus"),

    .executableTarget(
      name: "salus-bench",
      dependencies: [
        "SalusAnalyse", "SalusEvaluate", "SalusNumerics", "SalusSense", "SalusStore", "SalusTwin",
        "SalusCore", "SalusDecide", "SalusLogistics", "SalusExample", "SalusOperate", "SalusAct",
        "SalusGovernance", "CSQLite", "CPostgres", "FaultVFS", "FaultTrial", "TestSupport",
      ],
      path: "Benchmarks"),

    tests("Architecture", []),
    tests("Core", ["SalusCore"]),
    tests("Numerics", ["SalusNumerics"]),
    tests("Governance", ["SalusGovernance"]),
    tests("Twin", ["SalusTwin", "TestSupport"]),
    tests("Epidemic", ["SalusEpidemic"]),
    tests("Sense", ["SalusSense", "SalusStore", "SalusGovernance"]),
    tests("Analyse", ["SalusAnalyse"]),
    tests("Logistics", ["SalusLogistics", "TestSupport"]),
    tests("Decide", ["SalusDecide", "SalusStore", "TestSupport"]),
    tests("Act", ["SalusAct", "SalusStore", "TestSupport"]),
    tests("Evaluate", ["SalusEvaluate"]),
    .target(name: "TestSupport", path: "Tests/Support"),
    .executableTarget(
      name: "journal-writer", dependencies: ["SalusStore", "SalusTwin"], path: "Tests/JournalWriter"
    ),
    .target(name: "FaultVFS", dependencies: ["CSQLite"], path: "Tests/FaultVFS"),
    .target(
      name: "FaultTrial", dependencies: ["FaultVFS", "SalusStore", "SalusTwin", "SalusCore"],
      path: "Tests/FaultTrial"),
    tests(
      "Store",
      [
        "SalusStore", "SalusGovernance", "TestSupport", "journal-writer", "CSQLite", "CPostgres",
        "FaultVFS", "FaultTrial",
      ]),
    tests("Example", ["SalusExample", "SalusStore"]),
    tests(
      "Operate",
      [
        "SalusOperate", "SalusAct", "SalusTwin", "SalusStore", "SalusSense", "SalusGovernance",
        "TestSupport",
      ]),
    tests("Serve", ["SalusServe", "SalusOperate", "SalusStore", "SalusAnalyse", "SalusTwin"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx17
)
