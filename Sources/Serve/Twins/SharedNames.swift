import SalusOperate

// Twin calls one value of a feature and a named point by the same words.
typealias Reading = SalusOperate.Reading
typealias Version = SalusOperate.Version
