import CMicrohttpd
import CShims

/// One request on its way through the library, from its first line to its end.
final class Exchange {
  /// Path and query as they stand in the first line.
  let target: String
  var isBegun = false
  var body: [UInt8] = []
  /// More came than is accepted; the rest is read and dropped.
  var isTooLarge = false
  /// Bytes that are accepted at its address; nil until somebody asked.
  var limit: Int?
  var stream: EventStream?

  init(target: String) {
    self.target = target
  }
}

/// A request's first line is there.
func beginExchange(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
  _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  let exchange = Exchange(target: target.map { String(cString: $0) } ?? "")
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// A request has its headers, some of its body, or all of it.
func handleExchange(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ path: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
  _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadCount: UnsafeMutablePointer<Int>?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let method, let uploadCount, let held = slot?.pointee else {
    return .NO
  }
  let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
  let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
  if !exchange.isBegun {
    exchange.isBegun = true
    return desk.admit(exchange, on: connection)
  }
  if uploadCount.pointee > 0 {
    let chunk = UnsafeRawBufferPointer(start: upload, count: uploadCount.pointee)
    uploadCount.pointee = 0
    return desk.take(chunk, exchange) ? .YES : .NO
  }
  return desk.answer(exchange, method: String(cString: method), on: connection)
}

/// A request is over, well or not.
func endExchange(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let held = slot?.pointee else { return }
  slot?.pointee = nil
  Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue().stream?.close()
}
