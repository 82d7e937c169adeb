#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The processors that the machine offers, as many as a run may use.
enum Processors {
  static var count: Int { min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), 1024) }
}
