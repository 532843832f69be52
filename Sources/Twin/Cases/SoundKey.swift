/// A short key that names which sound alike share, for finding candidates: never for deciding.
///
/// The key keeps the consonants of a folded name by how they are made, in order, at most six:
/// `P` for b p f v w, `K` for c g k q x, `S` for s z j and soft c, `T` for d t, `L`, `M` for m n, `R`.
/// `ph` counts as f, `ch sh sch` as S, `ck` and `th` as one sound; h, y and vowels are dropped, a run
/// of one class counts once. A name that begins with a vowel begins with `A`. Particles such as
/// `van`, `de` or `al` are left out where a longer word is there. Letters of other scripts stand for
/// themselves, at most three.
public enum SoundKey {
  /// The key of a name as it was written; empty for no letters.
  public static func of(_ name: String) -> String {
    key(LetterFolding.words(name))
  }

  /// - Parameter words: folded by `LetterFolding`.
  static func key(_ words: [String]) -> String {
    let telling = words.filter { !particles.contains($0) }
    var letters: [UInt8] = []
    for word in telling.isEmpty ? words : telling {
      guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return String(word.prefix(3)) }
      letters.append(contentsOf: word.utf8)
    }
    return String(decoding: classes(letters), as: UTF8.self)
  }

  private static func classes(_ letters: [UInt8]) -> [UInt8] {
    var key: [UInt8] = []
    var last: UInt8 = 0
    var index = 0
    func next(_ offset: Int) -> UInt8 {
      index + offset < letters.count ? letters[index + offset] : 0
    }
    while index < letters.count, key.count < 6 {
      var width = 1
      var sound: UInt8 = 0
      switch letters[index] {
      case UInt8(ascii: "p") where next(1) == UInt8(ascii: "h"):
        (sound, width) = (UInt8(ascii: "P"), 2)
      case UInt8(ascii: "s") where next(1) == UInt8(ascii: "c") && next(2) == UInt8(ascii: "h"):
        (sound, width) = (UInt8(ascii: "S"), 3)
      case UInt8(ascii: "s") where next(1) == UInt8(ascii: "h"),
        UInt8(ascii: "c") where next(1) == UInt8(ascii: "h"):
        (sound, width) = (UInt8(ascii: "S"), 2)
      case UInt8(ascii: "c") where [0x65, 0x69, 0x79].contains(next(1)): sound = UInt8(ascii: "S")
      case UInt8(ascii: "b"), UInt8(ascii: "p"), UInt8(ascii: "f"), UInt8(ascii: "v"),
        UInt8(ascii: "w"):
        sound = UInt8(ascii: "P")
      case UInt8(ascii: "c"), UInt8(ascii: "g"), UInt8(ascii: "k"), UInt8(ascii: "q"),
        UInt8(ascii: "x"):
        sound = UInt8(ascii: "K")
      case UInt8(ascii: "s"), UInt8(ascii: "z"), UInt8(ascii: "j"): sound = UInt8(ascii: "S")
      case UInt8(ascii: "d"), UInt8(ascii: "t"): sound = UInt8(ascii: "T")
      case UInt8(ascii: "l"): sound = UInt8(ascii: "L")
      case UInt8(ascii: "m"), UInt8(ascii: "n"): sound = UInt8(ascii: "M")
      case UInt8(ascii: "r"): sound = UInt8(ascii: "R")
      case UInt8(ascii: "h"): sound = 0
      case 0x30...0x39: sound = letters[index]
      default: sound = index == 0 ? UInt8(ascii: "A") : 0
      }
      if sound != 0, sound != last { key.append(sound) }
      // A vowel between two like consonants keeps them apart; h does not.
      if sound != 0 || letters[index] != UInt8(ascii: "h") { last = sound }
      index += width
    }
    return key
  }

  private static let particles: Set<String> = [
    "de", "la", "le", "du", "da", "do", "dos", "das", "di", "del", "van", "von", "der", "den",
    "ter",
    "al", "el", "bin", "ibn", "ben", "bint", "abu", "mc", "mac", "st", "san", "af", "av", "zu",
  ]
}
