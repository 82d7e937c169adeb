/// The bytes of an argument that is not UTF-8: a file name may be any bytes, and Swift has replaced
/// those that are no text by U+FFFD.
///
/// - Parameter text: the argument as Swift gives it.
/// - Returns: the bytes of the first argument that reads so, or nil where the text is whole.
func rawArgument(_ text: String) -> [UInt8]? {
  guard text.unicodeScalars.contains("\u{FFFD}") else { return nil }
  for place in 0..<Int(CommandLine.argc) {
    guard let argument = CommandLine.unsafeArgv[place] else { continue }
    // The system ends every argument with a zero byte.
    var bytes: [UInt8] = []
    var next = argument
    while next.pointee != 0 {
      bytes.append(UInt8(bitPattern: next.pointee))
      next += 1
    }
    if String(decoding: bytes, as: UTF8.self) == text { return bytes }
  }
  return nil
}
