import Glibc
import SalusOperate

// A verb whose reader closed the pipe ends quietly, as every filter does; the server ignores the
// signal itself.
let program = Program(verbs: Verbs.all)
exit(program.run(Array(CommandLine.arguments.dropFirst()), console: .standard()))
