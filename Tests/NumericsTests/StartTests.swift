import Testing

// Replaced by the first test file of the module.
@Test func starts() { #expect(1 + 1 == 2) }
