import CSQLite
import Glibc
import SalusTwin

/// One open SQLite file.
final class SQLiteFile {
  /// The path of the file that is open.
  let path: String
  private let handle: OpaquePointer

  enum Access: Sendable {
    case read
    /// From a medium where nothing can change, not even by another process.
    case readImmutable
    case write
    case create
  }

  init(path: String, access: Access) throws(JournalError) {
    self.path = path
    var opened: OpaquePointer?
    let flags =
      switch access {
      case .read, .readImmutable: SQLITE_OPEN_READONLY
      case .write: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    let name = access == .readImmutable ? "file:\(SQLiteFile.escaped(path))?immutable=1" : path
    let code = sqlite3_open_v2(
      name, &opened,
      flags | SQLITE_OPEN_NOMUTEX | (access == .readImmutable ? SQLITE_OPEN_URI : 0), nil)
    guard let opened else { throw .failed("SQLite has no memory for \(path)") }
    guard code == SQLITE_OK else {
      let system = sqlite3_system_errno(opened)
      let text = String(cString: sqlite3_errmsg(opened))
      sqlite3_close_v2(opened)
      throw SQLiteFile.error(code: code, system: system, text: text, path: path)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 10_000)
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  func run(_ sql: String) throws(JournalError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
  }

  func prepare(_ sql: String) throws(JournalError) -> OpaquePointer {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error() }
    return prepared
  }

  func rollBack() {
    if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
  }

  /// Copies all pages of another open file.
  func copy(from source: SQLiteFile) throws(JournalError) {
    guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw error()
    }
    var code = sqlite3_backup_step(backup, -1)
    while code == SQLITE_BUSY || code == SQLITE_LOCKED {
      usleep(10_000)
      code = sqlite3_backup_step(backup, -1)
    }
    guard sqlite3_backup_finish(backup) == SQLITE_OK, code == SQLITE_DONE else { throw error() }
  }

  /// What SQLite said last, in the journal's words.
  func error() -> JournalError {
    SQLiteFile.error(
      code: sqlite3_extended_errcode(handle), system: sqlite3_system_errno(handle),
      text: String(cString: sqlite3_errmsg(handle)), path: path)
  }

  private static func error(code: Int32, system: Int32, text: String, path: String)
    -> JournalError
  {
    switch code & 0xFF {
    case SQLITE_FULL: .full(path: path)
    case SQLITE_IOERR where system == ENOSPC || system == EDQUOT || system == EFBIG:
      .full(path: path)
    case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
    case SQLITE_CANTOPEN where system == EACCES || system == EROFS || system == EPERM:
      .readOnly(path: path)
    case SQLITE_CANTOPEN where system == ENOENT: .missing(path: path)
    case SQLITE_NOTADB: .corrupt("\(path) is no journal file")
    case SQLITE_CORRUPT: .corrupt("\(path): \(text)")
    case SQLITE_BUSY, SQLITE_LOCKED: .locked(path: path)
    default: .failed("\(text) (SQLite \(code)) in \(path)")
    }
  }

  private static func escaped(_ path: String) -> String {
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"):
        bytes.append(contentsOf: ("%" + String(byte, radix: 16)).utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
