import Dispatch
import Glibc
import SalusCore

/// The bootstrap particle filter (Gordon, Salmond and Smith 1993) with systematic resampling.
///
/// It can stop and go on: `begin`, then `advance` for each observation. Results are the same bytes
/// for any number of threads.
public struct ParticleFilter<Model: StateSpaceModel>: Sendable {
  /// The hidden process and how it is seen.
  public let model: Model
  /// Particles.
  public let count: Int
  /// From which all draws follow.
  public let seed: Seed
  /// Resamples when the effective number of particles falls below this share of them; 1 or more
  /// resamples at every observation.
  public var threshold: Double
  /// Moves parameters that are fields of a particle after each resampling; nil for none.
  public var kernel: ShrinkageKernel?
  /// How many work at once; changes no result.
  public var threads: Int

  public init(
    _ model: Model, particles count: Int, seed: Seed, threshold: Double = 1,
    kernel: ShrinkageKernel? = nil, threads: Int = 1
  ) {
    precondition(count > 0, "a filter needs particles")
    self.model = model
    self.count = count
    self.seed = seed
    self.threshold = threshold
    self.kernel = kernel
    self.threads = threads
  }

  /// The cloud before any observation.
  public func begin() -> ParticleCloud {
    var cloud = ParticleCloud(count: count, fields: model.fields)
    onBlocks(&cloud) { block, _ in model.start(block, seed: seed) }
    return cloud
  }

  /// Moves the cloud one step on and weighs it by what was seen; nil where nothing was, which
  /// moves it only.
  public func advance(_ cloud: inout ParticleCloud, _ observation: Model.Observation?) {
    let step = cloud.steps
    onBlocks(&cloud) { block, weights in
      model.advance(block, to: step, seed: seed)
      if let observation { model.weigh(observation, at: step, block, into: weights) }
    }
    cloud.steps += 1
    cloud.ancestors = nil
    guard observation != nil else { return }
    cloud.reweigh()
    if cloud.isAlive, threshold >= 1 || cloud.effectiveCount < threshold * Double(count) {
      var resampling = Stream(seed, .resampling, step)
      let shift = kernel?.prepare(cloud)
      cloud.resample(at: resampling.uniform())
      if let kernel, let shift { kernel.move(&cloud, by: shift, seed: seed, step: step) }
    }
  }

  /// All observations from the beginning.
  public func run(_ observations: [Model.Observation?]) -> ParticleCloud {
    var cloud = begin()
    for observation in observations { advance(&cloud, observation) }
    return cloud
  }

  private func onBlocks(
    _ cloud: inout ParticleCloud, _ body: @Sendable (ParticleBlock, WeightBlock) -> Void
  ) {
    let fields = model.fields
    let count = count
    cloud.withPointers { values, weights in
      guard threads > 1 else {
        body(
          ParticleBlock(base: values, stride: count, fields: fields, indices: 0..<count),
          WeightBlock(base: weights, indices: 0..<count))
        return
      }
      // Blocks are disjoint, so threads never meet in one number.
      nonisolated(unsafe) let (values, weights) = (values, weights)
      let blocks = min(threads, count)
      DispatchQueue.concurrentPerform(iterations: blocks) { block in
        let indices = count * block / blocks..<count * (block + 1) / blocks
        body(
          ParticleBlock(base: values, stride: count, fields: fields, indices: indices),
          WeightBlock(base: weights, indices: indices))
      }
    }
  }
}
