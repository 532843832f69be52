import CPostgres

/// The parameters of one statement in PostgreSQL's binary format.
struct PostgresParameters {
  static let int8: Oid = 20
  static let int8s: Oid = 1016
  static let text: Oid = 25
  static let float8: Oid = 701
  static let bytea: Oid = 17

  private(set) var types: [Oid]
  private var bytes: [[UInt8]?]

  /// Parameters that nobody binds are whole numbers that are missing.
  init(count: Int) {
    types = Array(repeating: PostgresParameters.int8, count: count)
    bytes = Array(repeating: nil, count: count)
  }

  var count: Int { types.count }

  /// Sets parameter `index`, from 1; one that the statement does not have is left out.
  mutating func set(_ index: Int32, _ type: Oid, _ value: [UInt8]?) {
    guard types.indices.contains(Int(index) - 1) else { return }
    types[Int(index) - 1] = type
    bytes[Int(index) - 1] = value
  }

  /// As `set`, for eight bytes in network order, without taking new memory.
  mutating func set(_ index: Int32, _ type: Oid, word: UInt64) {
    let place = Int(index) - 1
    guard types.indices.contains(place) else { return }
    types[place] = type
    if bytes[place]?.count == 8 {
      for byte in 0..<8 {
        bytes[place]?[byte] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * byte))
      }
    } else {
      bytes[place] = withUnsafeBytes(of: word.bigEndian) { Array($0) }
    }
  }

  /// Lends types, values, lengths and formats to one call of libpq.
  func withPointers<Result>(
    _ body: (
      UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?, Int32
    ) -> Result
  ) -> Result {
    var flat: [UInt8] = []
    flat.reserveCapacity(count * 16)
    var starts: [Int] = []
    starts.reserveCapacity(count)
    for value in bytes {
      starts.append(value == nil ? -1 : flat.count)
      if let value { flat.append(contentsOf: value) }
    }
    // An empty value must still have an address.
    flat.append(0)
    let lengths = bytes.map { Int32($0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: count)
    return flat.withUnsafeBytes { raw in
      let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values: [UnsafePointer<CChar>?] = starts.map { start in
        start < 0 ? nil : base.map { $0 + start }
      }
      return body(types, values, lengths, formats, Int32(count))
    }
  }
}
