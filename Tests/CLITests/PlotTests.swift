import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private let kinds = [
  "sroc", "forest", "parameters", "predictive-values", "nomogram", "natural-frequencies", "trace",
  "ranks",
]

/// Whether the program that makes PDF and PNG is there.
private let hasConverter = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .contains { FileManager.default.isExecutableFile(atPath: $0 + "/rsvg-convert") }

@Suite("sroc plot: one figure of a run or a saved run")
struct PlotTests {
  @Test(arguments: kinds)
  func everyKindIsTheFileOfTheRun(_ kind: String) throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let fit = ["fit", "example:auditc", "--prevalence", "0.1", "--out", out, "--quiet"]
    #expect(try sroc(fit + quickOptions).code == 0)
    let file = try #require(scratch.data("run/figures/\(kind).svg"))
    let saved = try sroc(["plot", out, "--figure", kind])
    #expect(saved.code == 0 && saved.errors.isEmpty && saved.output == file, "\(saved.errors)")
    let direct = ["plot", "example:auditc", "--prevalence", "0.1", "--figure", kind]
    #expect(try sroc(direct + quickOptions).output == file)
    #expect(XMLParser(data: file).parse())
  }

  @Test func sizeTitleAndAxesAreWhatIsAskedFor() throws {
    let arguments = ["plot", "example:auditc", "--figure", "sroc"] + quickOptions
    let plain = try sroc(arguments).text
    let changed = try sroc(
      arguments + ["--width", "700", "--title", "Drinking <&> \"risk\"", "--x-range", "0.4,1"])
    #expect(changed.code == 0 && changed.text.contains("width=\"700\""), "\(changed.errors)")
    #expect(changed.text.contains("Drinking &lt;&amp;&gt; "))
    #expect(XMLParser(data: changed.output).parse())
    for option in [
      ["--x-range", "0.4,1"], ["--y-range", "0.2,1"], ["--with-prior"], ["--with-frequentist"],
      ["--extrapolate"], ["--published", "Smith 2020: se=0.9[0.8,0.95] sp=0.7[0.6,0.8]"],
    ] {
      let run = try sroc(arguments + option)
      #expect(run.code == 0 && run.text != plain && !run.text.isEmpty, "\(option): \(run.errors)")
    }
  }

  @Test func pagesAreFilesOrChosen() throws {
    let scratch = try ScratchDirectory()
    let table = studyTable((0..<150).map { [10 + $0 % 9, 2 + $0 % 3, 3, 20 + $0 % 5] })
    let data = try scratch.file("data.csv", table)
    let arguments = ["plot", data, "--figure", "forest"] + quickOptions
    let all = try sroc(arguments)
    #expect(all.code == 64 && all.output.isEmpty && all.errors.contains("--page"))
    let second = try sroc(arguments + ["--page", "2"])
    #expect(second.code == 0 && XMLParser(data: second.output).parse())
    let file = try sroc(arguments + ["--out", scratch.path("f.svg")])
    #expect(file.code == 0 && file.text.contains("f-2.svg"), "\(file.errors)")
    #expect(scratch.data("f-2.svg") == second.output)
    #expect(!scratch.listing("").contains { $0.contains("sroc-tmp") })
    for page in ["0", "99"] {
      let run = try sroc(arguments + ["--page", page])
      #expect(run.code == 64 && run.errors.contains("--page") && run.output.isEmpty)
    }
  }

  @Test(.enabled(if: hasConverter, "rsvg-convert is not installed"))
  func printAndPixelFormats() throws {
    let scratch = try ScratchDirectory()
    let table = studyTable((0..<150).map { [10 + $0 % 9, 2 + $0 % 3, 3, 20 + $0 % 5] })
    let data = try scratch.file("data.csv", table)
    let arguments = ["plot", data, "--figure", "forest"] + quickOptions
    let pdf = try sroc(arguments + ["--out", scratch.path("f.PDF")])
    #expect(pdf.code == 0 && pdf.errors.isEmpty, "\(pdf.errors)")
    #expect(scratch.data("f.PDF")?.prefix(5) == Data("%PDF-".utf8))
    #expect(scratch.listing("") == ["data.csv", "f.PDF"])
    let png = try sroc(arguments + ["--page", "1", "--dpi", "96", "--out", scratch.path("f.png")])
    #expect(png.code == 0, "\(png.errors)")
    let pixels = try #require(scratch.data("f.png"))
    // Width in the header of a PNG, bytes 16 to 19; 96 dots per inch is a dot a CSS pixel.
    let width = pixels[16..<20].reduce(0) { $0 << 8 | Int($1) }
    let svg = try sroc(arguments + ["--page", "1"]).text
    #expect(svg.contains("width=\"\(width)\""), "\(width)")
  }

  @Test func withoutTheConverterOneMessageSaysWhatToInstall() throws {
    let scratch = try ScratchDirectory()
    for format in ["pdf", "png"] {
      let run = try sroc(
        ["plot", "example:auditc", "--figure", "sroc", "--out", scratch.path("f." + format)],
        shellPrefix: "PATH=/nowhere")
      #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
      #expect(run.errors.contains("rsvg-convert") && run.errors.contains("librsvg2-bin"))
    }
    #expect(scratch.listing("").isEmpty)
  }

  @Test func aConverterThatFailsIs73AndLeavesNothing() throws {
    let scratch = try ScratchDirectory()
    let tool = try scratch.file("rsvg-convert", "#!/bin/sh\nexit 7\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
    let run = try sroc(
      ["plot", "example:auditc", "--figure", "sroc", "--out", scratch.path("f.pdf")] + quickOptions,
      shellPrefix: "PATH=\(scratch.root)")
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(run.errors.contains("code 7") && scratch.listing("") == ["rsvg-convert"])
  }

  @Test func wrongUsageIs64() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:audit4", "--out", out, "--quiet"] + quickOptions).code == 0)
    let figure = ["--figure", "sroc"]
    for (arguments, word) in [
      ([out], "--figure"), ([out, "--figure", "pie"], "natural-frequencies"),
      ([out, "--seed", "2"] + figure, "--seed"), ([out, "--prior", "x"] + figure, "--prior"),
      ([out, "--out", "f.gif"] + figure, ".svg"), ([out, "--out", "svg"] + figure, ".svg"),
      ([out, "--width", "3"] + figure, "--width"), ([out, "--height", "nan"] + figure, "--height"),
      ([out, "--x-range", "1,1"] + figure, "--x-range"),
      ([out, "--x-range", "99,100"] + figure, "--x-range"),
      ([out, "--x-range", "0.5,0.5000001"] + figure, "--x-range"),
      ([out, "--figure", "forest", "--with-prior"], "no effect"),
      ([out, "--y-range", "a,b"] + figure, "--y-range"), ([out, "--dpi", "1"] + figure, "--dpi"),
      ([out, "--published", "x"] + figure, "published"), (figure, "DATA"),
      (["example:audit4", "--draws", "1"] + figure, "--draws"),
    ] {
      let run = try sroc(["plot"] + arguments, directory: scratch.root)
      #expect(run.code == 64 && run.output.isEmpty, "\(arguments): \(run.code) \(run.errors)")
      #expect(run.errors.contains(word), "\(arguments): \(run.errors)")
    }
    #expect(scratch.listing("").allSatisfy { $0.hasPrefix("run") })
  }

  @Test func whatCannotBeReadOrWritten() throws {
    let scratch = try ScratchDirectory()
    let figure = ["--figure", "sroc"] + quickOptions
    #expect(try sroc(["plot", "example:bogus"] + figure).code == 66)
    #expect(try sroc(["plot", scratch.root] + figure.prefix(2)).code == 66)
    let broken = try scratch.file("broken.csv", "a,b\n1,2\n")
    #expect(try sroc(["plot", broken] + figure).code == 65)
    let foreign = try scratch.file("mine.svg", "twelve years of work")
    for path in [foreign, scratch.path("none/f.svg"), foreign + "/f.svg"] {
      let run = try sroc(["plot", "example:audit4", "--out", path] + figure)
      #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(path)")
    }
    #expect(scratch.text("mine.svg") == "twelve years of work")
    let forced = try sroc(["plot", "example:audit4", "--out", foreign, "--force"] + figure)
    #expect(forced.code == 0 && scratch.text("mine.svg").contains("<svg"))
    // A figure may be drawn again without asking.
    let again = ["plot", "example:audit4", "--out", foreign, "--quiet"] + figure
    #expect(try sroc(again).output.isEmpty)
    let full = try sroc(again, shellPrefix: "ulimit -f 1")
    #expect(full.code == 73 && scratch.text("mine.svg").contains("</svg>"), "\(full.errors)")
    #expect(scratch.listing("").sorted() == ["broken.csv", "mine.svg"])
  }

  @Test func readersAndSignals() throws {
    let figure = ["plot", "example:audit4", "--figure", "sroc"] + quickOptions
    for target in [OutputTarget.closed, .reader(bytes: 0), .reader(bytes: 100)] {
      let run = try sroc(figure, output: target)
      #expect(run.code == 0 && run.errors.isEmpty, "\(run.code) \(run.errors)")
    }
    let scratch = try ScratchDirectory()
    let endless = ["--sampler", "nuts", "--draws", "50000", "--out", scratch.path("f.svg")]
    let run = try sroc(["plot", "example:auditc", "--figure", "sroc"] + endless) { process in
      try #require(waitedForHandler(of: SIGINT, in: process))
      kill(process, SIGINT)
    }
    #expect(run.code == 130 && run.errors == "sroc: interrupted; nothing was written\n")
    #expect(run.output.isEmpty && scratch.listing("").isEmpty)
  }
}
