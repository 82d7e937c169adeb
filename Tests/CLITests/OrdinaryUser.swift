import Foundation
import Output
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Somebody whom limits and permissions hold: whoever runs the tests, or nobody where that is the
/// superuser, who is exempt from both and needs `setpriv` to become somebody else.
enum OrdinaryUser {
  static let isAvailable = getuid() != 0 || ExternalProgram(named: "setpriv") != nil

  /// For `shellPrefix` of `sroc(_:)`: the program runs as that user, in a shell of its own.
  ///
  /// - Parameter commands: of that shell before the program takes its place; each ends with `; `.
  /// - Returns: commands of the outer shell.
  static func shellPrefix(_ commands: String = "") -> String {
    let user = "exec setpriv --reuid 65534 --regid 65534 --clear-groups"
    let run =
      getuid() == 0
      ? "run() { \(user) sh -c '\(commands)exec \"$@\"' sh \"$@\"; }"
      : "run() { \(commands)exec \"$@\"; }"
    return "\(run); run \"$@\"; exit 99"
  }

  /// A copy of the program that everybody can reach: a checkout in the home of root is closed to others.
  static func program(in scratch: ScratchDirectory) throws -> String {
    let copy = scratch.path("sroc")
    // Another process copies: were the copy open for writing here, a child that another test makes
    // meanwhile would have it open too, and the system starts no program that somebody writes.
    let copying = try sroc([programPath(), copy], program: "/bin/cp")
    try #require(copying.code == 0, "\(copying.errors)")
    for path in [scratch.root, copy] { try #require(chmod(path, 0o755) == 0) }
    return copy
  }
}
