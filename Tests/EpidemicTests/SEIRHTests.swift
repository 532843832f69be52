import SalusEpidemic
import SalusNumerics
import Testing

@Suite struct SEIRHTests {}
