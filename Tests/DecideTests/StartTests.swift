import Testing

@Suite struct StartTests {}
