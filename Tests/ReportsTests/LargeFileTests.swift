import Testing

@testable import Documents
@testable import Output

@Suite("Files that are too large, or are no files")
struct LargeFileTests {
  @Test("A device that never ends is refused by its first bytes")
  func endlessDevice() {
    let error = #expect(throws: StanCSVError.self) {
      _ = try StanCSVReader.chains(files: ["/dev/zero"])
    }
    #expect(error?.description.contains("NUL byte") == true)
  }

  @Test("A file above the limit is refused, one at the limit is read")
  func limit() throws {
    let scratch = try ScratchDirectory()
    let megabyte = String(repeating: "0123456\n", count: 1 << 17)
    let file = try scratch.file("a.csv", megabyte)
    #expect(try FileBytes.read(file, megabytes: 1).count == 1 << 20)
    let larger = try scratch.file("b.csv", megabyte + "1")
    let error = #expect(throws: StanCSVError.self) {
      _ = try FileBytes.read(larger, megabytes: 1)
    }
    #expect(error?.description.contains("larger than 1 MB") == true)
  }

  @Test("A NUL byte is named with its line")
  func nulByte() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("a.csv", "a,b\n1,2\n3,\0\n")
    let error = #expect(throws: StanCSVError.self) {
      _ = try StanCSVReader.chains(files: [file])
    }
    #expect(error?.description.contains("line 3") == true)
  }

  @Test("A table taken out in pieces is the table")
  func pieces() {
    var whole = CSVTable(columnNames: ["a", "b"])
    var parts = whole
    var bytes: [UInt8] = []
    for k in 0..<10 {
      whole.add([.integer(k), .text("x,\(k)")])
      parts.add([.integer(k), .text("x,\(k)")])
      if k % 3 == 0 {
        #expect(parts.byteCount > 0)
        bytes += parts.takeBytes()
        #expect(parts.byteCount == 0)
      }
    }
    bytes += parts.takeBytes()
    #expect(bytes == whole.serializedBytes())
    #expect(parts.rowCount == 10)
  }
}
