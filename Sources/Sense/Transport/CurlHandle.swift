import CCurl
import Glibc

/// One conversation of libcurl with its options, callbacks and lists; used by one thread at a time.
final class CurlHandle {
  private let handle: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  /// Filled by libcurl with what went wrong in its own words.
  private let words: UnsafeMutablePointer<CChar>
  private let sink = CurlSink()
  /// Answers are those of a mail server.
  var isMail = false

  /// Once in a process, before any other call.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init() throws(TransferError) {
    guard CurlHandle.isReady, let handle = curl_easy_init() else {
      throw .failed("the transfer library could not be started", isPermanent: false)
    }
    self.handle = handle
    words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_NOPROGRESS, 1)
    _ = salus_curl_set_context(handle, CURLOPT_ERRORBUFFER, words)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_USERAGENT, "salus")
    let context = Unmanaged.passUnretained(sink).toOpaque()
    _ = salus_curl_set_data(handle, CURLOPT_WRITEFUNCTION, takeBody)
    _ = salus_curl_set_context(handle, CURLOPT_WRITEDATA, context)
    _ = salus_curl_set_data(handle, CURLOPT_HEADERFUNCTION, takeHeader)
    _ = salus_curl_set_context(handle, CURLOPT_HEADERDATA, context)
  }

  deinit {
    curl_easy_cleanup(handle)
    for list in lists { curl_slist_free_all(list) }
    words.deallocate()
  }

  func set(_ option: CURLoption, _ number: Int) {
    _ = salus_curl_set_number(handle, option, number)
  }

  func set(_ option: CURLoption, size: Int) {
    _ = salus_curl_set_size(handle, option, curl_off_t(size))
  }

  /// The text is copied by libcurl.
  func set(_ option: CURLoption, _ text: String) {
    _ = salus_curl_set_text(handle, option, text)
  }

  func set(_ option: CURLoption, list texts: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for text in texts { list = curl_slist_append(list, text) ?? list }
    guard let list else { return }
    lists.append(list)
    _ = salus_curl_set_list(handle, option, list)
  }

  /// Gives `bytes` as the body of an upload.
  func upload(_ bytes: [UInt8]) {
    sink.upload = bytes[...]
    _ = salus_curl_set_data(handle, CURLOPT_READFUNCTION, giveBody)
    _ = salus_curl_set_context(
      handle, CURLOPT_READDATA, Unmanaged.passUnretained(sink).toOpaque())
    set(CURLOPT_UPLOAD, 1)
    set(CURLOPT_INFILESIZE_LARGE, size: bytes.count)
  }

  /// Gives `bytes` as the body of a POST.
  func post(_ bytes: [UInt8]) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
    bytes.withUnsafeBytes { raw in
      // COPYPOSTFIELDS takes the size above and copies so many bytes, zeros included.
      let start = raw.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
      _ = salus_curl_set_context(handle, CURLOPT_COPYPOSTFIELDS, start)
    }
  }

  /// Limits that every transfer has.
  func limit(
    timeout: Double, connect: Double, leastSpeed: Int = 0, slowSeconds: Int = 0, maxBytes: Int
  ) {
    set(CURLOPT_TIMEOUT_MS, max(1, Int(min(timeout, 86_400) * 1000)))
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(min(connect, 86_400) * 1000)))
    if leastSpeed > 0, slowSeconds > 0 {
      set(CURLOPT_LOW_SPEED_LIMIT, leastSpeed)
      set(CURLOPT_LOW_SPEED_TIME, slowSeconds)
    }
    set(CURLOPT_MAXFILESIZE_LARGE, size: maxBytes)
    sink.limit = maxBytes
  }

  /// Runs the transfer; what comes goes to `descriptor`, or to memory where it is nil.
  func run(into descriptor: Int32? = nil) throws(TransferError) -> Reply {
    sink.begin(descriptor)
    let code = withExtendedLifetime(sink) { curl_easy_perform(handle) }
    if let fault = sink.fault { throw fault }
    guard code == CURLE_OK else { throw failure(code) }
    var status = 0
    _ = salus_curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
    var target: UnsafeMutablePointer<CChar>?
    _ = salus_curl_get_text(handle, CURLINFO_REDIRECT_URL, &target)
    return Reply(
      status: status, headers: sink.headers, body: sink.body, bytes: sink.count,
      redirect: target.map { String(cString: $0) })
  }

  /// What a server said.
  struct Reply {
    /// 0 where the protocol has none.
    var status: Int
    /// Names in small letters; of equal ones the last.
    var headers: [String: String]
    var body: [UInt8]
    /// Bytes of the body, wherever they went.
    var bytes: Int
    /// Where the server sends the client on to.
    var redirect: String?
  }

  private func failure(_ code: CURLcode) -> TransferError {
    let detail = String(cString: words[0] == 0 ? curl_easy_strerror(code) : UnsafePointer(words))
    let text = TransferError.oneLine(detail)
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      return .untrusted(text)
    case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .denied(text)
    case CURLE_FILESIZE_EXCEEDED: return .tooLarge(limit: sink.limit)
    case CURLE_OPERATION_TIMEDOUT: return .failed("it took too long: \(text)", isPermanent: false)
    case CURLE_PARTIAL_FILE:
      return .failed("the transfer broke off before its end: \(text)", isPermanent: false)
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY:
      var status = 0
      _ = salus_curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
      // SMTP: from 500 on a refusal is for good (RFC 5321 section 4.2.1).
      return isMail && (500..<600).contains(status)
        ? .refused("\(text) (\(status))") : .failed(text, isPermanent: false)
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
      return .failed(text, isPermanent: true)
    case CURLE_REMOTE_FILE_NOT_FOUND, CURLE_FILE_COULDNT_READ_FILE:
      return .failed("there is no such file: \(text)", isPermanent: true)
    default: return .failed(text, isPermanent: false)
    }
  }
}

/// Where the bytes of one transfer go and come from.
private final class CurlSink {
  var descriptor: Int32?
  var body: [UInt8] = []
  var count = 0
  var limit = Int.max
  var headers: [String: String] = [:]
  var upload: ArraySlice<UInt8> = []
  var fault: TransferError?

  /// Longest answer that is kept in memory where nobody asked for its body in a file.
  static let mostInMemory = 64 << 10

  func begin(_ descriptor: Int32?) {
    self.descriptor = descriptor
    body = []
    count = 0
    headers = [:]
    fault = nil
  }

  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    count += bytes.count
    guard count <= limit else {
      fault = .tooLarge(limit: limit)
      return false
    }
    guard let descriptor else {
      body += bytes.prefix(max(0, CurlSink.mostInMemory - body.count))
      return true
    }
    var offset = 0
    while offset < bytes.count {
      let written = write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        fault = .failed(
          "what came cannot be written: \(FileInput.reason(errno))", isPermanent: false)
        return false
      }
      offset += written
    }
    return true
  }

  func header(_ line: String) {
    // A new status line begins the headers of another answer, as after a proxy's.
    if line.hasPrefix("HTTP/") { headers = [:] }
    guard let colon = line.firstIndex(of: ":") else { return }
    let name = line[..<colon].lowercased()
    guard headers.count < 200 else { return }
    headers[name] = line[line.index(after: colon)...].trimmedBlanks
  }

  func give(_ space: UnsafeMutableRawBufferPointer) -> Int {
    let piece = upload.prefix(space.count)
    space.copyBytes(from: piece)
    upload = upload.dropFirst(piece.count)
    return piece.count
  }
}

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let sink = Unmanaged<CurlSink>.fromOpaque(context).takeUnretainedValue()
  return sink.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let line = UnsafeRawBufferPointer(start: bytes, count: min(size * count, 8_192))
  Unmanaged<CurlSink>.fromOpaque(context).takeUnretainedValue()
    .header(String(decoding: line, as: UTF8.self))
  return size * count
}

private func giveBody(
  _ space: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let space, let context else { return 0 }
  return Unmanaged<CurlSink>.fromOpaque(context).takeUnretainedValue()
    .give(UnsafeMutableRawBufferPointer(start: space, count: size * count))
}

extension StringProtocol {
  /// Without blanks and line ends at either end.
  var trimmedBlanks: String {
    var rest = Substring(self)
    while let end = rest.first, end.isWhitespace { rest.removeFirst() }
    while let end = rest.last, end.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
