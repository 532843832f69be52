import Foundation
import SalusCore
import SalusNumerics
import Testing

@Suite struct StreamTests {
  /// Known answers of the Random123 distribution (Salmon et al. 2011), Philox4x32-10.
  @Test func philoxGivesThePublishedBlocks() {
    let ones = UInt32.max
    let zero = Philox.block((0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let full = Philox.block((ones, ones, ones, ones), key: (ones, ones))
    #expect(full == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = Philox.block(
      (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  /// First outputs of the authors' xoshiro256++ 1.0 from the state 1, 2, 3, 4.
  @Test func xoshiroGivesThePublishedSequence() {
    var bits = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
      12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    #expect(expected.map { _ in bits.bits64() } == expected)
  }

  @Test func xoshiroNeverStandsStill() {
    var bits = Xoshiro256PlusPlus(state: (0, 0, 0, 0))
    #expect(Set((0..<8).map { _ in bits.bits64() }).count == 8)
  }

  @Test func everyPartOfTheKeyChangesTheDraws() {
    var streams = [
      Stream(1, .test, 2, 3), Stream(2, .test, 2, 3), Stream(1, .filter, 2, 3),
      Stream(1, .test, 3, 3), Stream(1, .test, 2, 4), Stream(1, .test, 2, 3, layer: 1),
      Stream(Seed(1 << 32 | 1), .test, 2, 3),
    ]
    let first = streams.indices.map { streams[$0].bits64() }
    #expect(Set(first).count == streams.count)
    var again = Stream(1, .test, 2, 3)
    #expect(again.bits64() == first[0])
  }

  @Test func uniformsStayInsideTheOpenInterval() {
    struct Constant: RandomBits {
      var value: UInt64
      mutating func bits64() -> UInt64 { value }
    }
    var lowest = Constant(value: 0)
    var highest = Constant(value: .max)
    #expect(lowest.uniform() > 0)
    #expect(highest.uniform() < 1)
    #expect(lowest.normal().isFinite && highest.normal().isFinite)
    #expect(lowest.exponential().isFinite)
  }

  @Test(arguments: [1, 2, 3, 7, 10, 1000])
  func integersBelowABoundAreUniform(bound: Int) {
    var stream = Stream(11, .test, bound)
    let draws = (0..<20_000).map { _ in stream.uniform(below: bound) }
    #expect(draws.allSatisfy { (0..<bound).contains($0) })
    let mass = -log(Double(bound))
    let p = GoodnessOfFit.chiSquare(draws) { (0..<bound).contains($0) ? mass : -.infinity }
    #expect(p > 1e-3)
  }

  /// A bound of three quarters of the range shows any bias of plain multiplication or remainder:
  /// a third of all values would come twice as often.
  @Test func integersBelowAHugeBoundAreUnbiased() {
    let bound = Int.max / 4 * 3
    var stream = Stream(12, .test)
    let thirds = (0..<30_000).map { _ in stream.uniform(below: bound) / (bound / 3 + 1) }
    let p = GoodnessOfFit.chiSquare(thirds) { (0..<3).contains($0) ? -log(3) : -.infinity }
    #expect(p > 1e-3)
  }

  @Test func shufflesReachEveryOrderAlike() {
    var stream = Stream(13, .test)
    let draws = (0..<24_000).map { _ in
      var items = [0, 1, 2, 3]
      stream.shuffle(&items)
      return items.reduce(0) { $0 * 4 + $1 }
    }
    let orders = Set(draws).sorted()
    #expect(orders.count == 24)
    let ranks = draws.map { draw in orders.firstIndex(of: draw) ?? 99 }
    let p = GoodnessOfFit.chiSquare(ranks) { (0..<24).contains($0) ? -log(24) : -.infinity }
    #expect(p > 1e-3)
  }
}
