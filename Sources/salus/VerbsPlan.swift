import SalusOperate

extension Verbs {
  static let plan: [Verb] = []
}
