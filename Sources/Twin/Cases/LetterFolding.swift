/// Brings names in Latin, Greek and Cyrillic letters to plain small Latin ones, so that the same
/// name written by two offices compares equal.
///
/// Accents fall away (`Müller` is `muller`), ligatures are spelt out (`ß` is `ss`), Greek and
/// Cyrillic letters are written as passports usually do (`Жуков` is `zhukov`). Apostrophes vanish,
/// all other punctuation separates words. Letters of other scripts stay as they are.
public enum LetterFolding {
  /// The words of a text in their order: small letters and digits only.
  public static func words(_ text: String) -> [String] {
    if let plain = plainWords(text) { return plain }
    var words: [String] = []
    var word = ""
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        switch piece(lower, after: before) {
        case .letters(let letters): word += letters
        case .nothing: break
        case .boundary:
          if !word.isEmpty { words.append(word) }
          word = ""
        }
        before = lower
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// The words in alphabetical order with single blanks between: `Maria Anna` and `anna-maria` agree.
  public static func sorted(_ text: String) -> String {
    let words = words(text)
    return words.count == 1 ? words[0] : words.sorted().joined(separator: " ")
  }

  private enum Piece {
    case letters(String)
    case nothing
    case boundary
  }

  /// The quick path for ASCII; nil where the text has other letters.
  private static func plainWords(_ text: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      switch byte {
      case 0x61...0x7A, 0x30...0x39: word.append(byte)
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0x27, 0x60: break
      case 0x80...: return nil
      default: close()
      }
    }
    close()
    return words
  }

  private static func piece(_ scalar: Unicode.Scalar, after before: Unicode.Scalar) -> Piece {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39: return .letters(String(Character(scalar)))
    case 0x27, 0x60, 0xB4, 0x2018, 0x2019, 0x02BC, 0x02BB: return .nothing
    case 0x00...0x7F: return .boundary
    case 0x0300...0x036F: return .nothing
    // Greek ου is one sound, written "ou" and not "oy".
    case 0x03C5, 0x03CD: return .letters(before == "ο" || before == "ό" ? "u" : "y")
    default: break
    }
    if let letters = table[scalar] { return .letters(letters) }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      ? .letters(String(Character(scalar))) : .boundary
  }

  private static let table: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for (plain, letters) in accents {
      for scalar in letters.unicodeScalars { table[scalar] = plain }
    }
    for (letters, plain) in [greek, cyrillic].joined() {
      for scalar in letters.unicodeScalars { table[scalar] = plain }
    }
    return table
  }()

  private static let accents: [(String, String)] = [
    ("a", "àáâãäåāăąǎǟǡǻȁȃạảấầẩẫậắằẳẵặ"), ("ae", "æǣǽ"), ("b", "ḃƀ"), ("c", "çćĉċčḉ"),
    ("d", "ďđḋḍḏḑ"), ("dh", "ð"), ("e", "èéêëēĕėęěȅȇẹẻẽếềểễệ"), ("f", "ḟƒ"), ("g", "ĝğġģǧǵ"),
    ("h", "ĥħḥḧḩ"), ("i", "ìíîïĩīĭįıǐȉȋỉị"), ("ij", "ĳ"), ("j", "ĵǰ"), ("k", "ķǩḱḳ"),
    ("l", "ĺļľŀłḷḹ"), ("m", "ḿṁṃ"), ("n", "ñńņňŉŋǹṅṇ"), ("o", "òóôõöøōŏőǒǫǭǿȍȏọỏốồổỗộớờởỡợơ"),
    ("oe", "œ"), ("p", "ṕṗ"), ("r", "ŕŗřȑȓṙṛ"), ("s", "śŝşšșṡṣſ"), ("ss", "ß"), ("t", "ţťŧțṫṭ"),
    ("th", "þ"), ("u", "ùúûüũūŭůűųǔǖǘǚǜȕȗụủứừửữựư"), ("v", "ṽṿ"), ("w", "ŵẁẃẅẇ"), ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏỳỵỷỹ"), ("z", "źżžẑẓ"),
  ]

  private static let greek: [(String, String)] = [
    ("αά", "a"), ("β", "v"), ("γ", "g"), ("δ", "d"), ("εέ", "e"), ("ζ", "z"), ("ηήιίϊΐ", "i"),
    ("θ", "th"), ("κ", "k"), ("λ", "l"), ("μ", "m"), ("ν", "n"), ("ξ", "x"), ("οόωώ", "o"),
    ("π", "p"), ("ρ", "r"), ("σς", "s"), ("τ", "t"), ("ϋΰ", "y"), ("φ", "f"), ("χ", "ch"),
    ("ψ", "ps"),
  ]

  private static let cyrillic: [(String, String)] = [
    ("а", "a"), ("б", "b"), ("в", "v"), ("гґѓ", "g"), ("д", "d"), ("её", "e"), ("ж", "zh"),
    ("з", "z"), ("иі", "i"), ("йыј", "y"), ("кќ", "k"), ("л", "l"), ("м", "m"), ("н", "n"),
    ("о", "o"), ("п", "p"), ("р", "r"), ("с", "s"), ("т", "t"), ("уў", "u"), ("ф", "f"),
    ("х", "kh"), ("ц", "ts"), ("чћ", "ch"), ("ш", "sh"), ("щ", "shch"), ("ъь", ""), ("э", "e"),
    ("ю", "yu"), ("я", "ya"), ("ї", "yi"), ("є", "ye"), ("љ", "lj"), ("њ", "nj"), ("ђ", "dj"),
    ("џ", "dz"), ("ѕ", "dz"),
  ]
}
