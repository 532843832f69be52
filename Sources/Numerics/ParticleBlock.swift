import SalusCore

/// A stretch of a filter's particles that one thread works on: a column of numbers a field.
///
/// Valid only inside the call that hands it over. Bounds are checked in debug builds.
public struct ParticleBlock {
  @usableFromInline let base: UnsafeMutablePointer<Double>
  /// Particles in the whole filter, which is the length of a column.
  @usableFromInline let stride: Int
  @usableFromInline let fields: Int
  /// The particles to work on, as positions in the whole filter: the keys of their draws.
  public let indices: Range<Int>

  @inlinable
  init(base: UnsafeMutablePointer<Double>, stride: Int, fields: Int, indices: Range<Int>) {
    self.base = base
    self.stride = stride
    self.fields = fields
    self.indices = indices
  }

  /// The number `field` of a particle of `indices`.
  @inlinable
  public subscript(field: Int, particle: Int) -> Double {
    get {
      assert(field >= 0 && field < fields && indices.contains(particle), "not of this block")
      return base[field * stride + particle]
    }
    nonmutating set {
      assert(field >= 0 && field < fields && indices.contains(particle), "not of this block")
      base[field * stride + particle] = newValue
    }
  }
}

/// The logarithms of the likelihood that a block's particles give to an observation.
public struct WeightBlock {
  @usableFromInline let base: UnsafeMutablePointer<Double>
  /// The particles to weigh, the same as those of the block beside it.
  public let indices: Range<Int>

  @inlinable
  init(base: UnsafeMutablePointer<Double>, indices: Range<Int>) {
    self.base = base
    self.indices = indices
  }

  /// The log-likelihood of a particle of `indices`.
  @inlinable
  public subscript(particle: Int) -> Double {
    get {
      assert(indices.contains(particle), "not of this block")
      return base[particle]
    }
    nonmutating set {
      assert(indices.contains(particle), "not of this block")
      base[particle] = newValue
    }
  }
}

/// A hidden process seen through noisy observations, as a particle filter needs it.
///
/// Every method is a pure function of its arguments; draws come from streams keyed by step and
/// particle, so that the split into blocks and threads changes nothing.
public protocol StateSpaceModel: Sendable {
  associatedtype Observation: Sendable

  /// Numbers that describe one particle.
  var fields: Int { get }

  /// Draws the particles as they are before the first step.
  func start(_ particles: ParticleBlock, seed: Seed)

  /// Moves the particles from step - 1 to `step`; steps count from 0.
  func advance(_ particles: ParticleBlock, to step: Int, seed: Seed)

  /// Writes for each particle the log-likelihood of what was seen at `step`.
  func weigh(
    _ observation: Observation, at step: Int, _ particles: ParticleBlock, into weights: WeightBlock)
}
