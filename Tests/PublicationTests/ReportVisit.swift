import FitPages
import Foundation
import Testing

/// A report as a reader with a browser has it: on a wide screen, on a telephone, and without script.
struct ReportVisit {
  /// A report in one frame.
  struct Frame: Decodable {
    /// Whether the slider is on the page for a reader.
    var sliderIsShown: Bool
    /// The sentence on 1,000 people.
    var sentence: String
    /// Cells of the table below it, such as `tp-summary`.
    var cells: [String: String]
    /// Widths of what is shown and of what there is, in pixels.
    var width: Double
    var contentWidth: Double
    /// What the page loaded beside itself.
    var resources: [String]
    /// Everything that is readable.
    var text: String
  }

  /// What stands beside the slider at one of its stops.
  struct Stop: Decodable {
    var prevalence: Double
    var heading: String
    var sentence: String
    var cells: [String: String]
  }

  /// What the harness saw.
  struct Findings: Decodable {
    var wide: Frame
    /// After the slider was moved to the stop nearest to 45 %.
    var moved: Frame
    /// After it was moved back.
    var back: Frame
    /// After 2.5 % was typed into the field.
    var typed: Frame
    /// At every stop of the slider.
    var stops: [Stop]
    /// What a screen reader was told after the last move.
    var announced: String
    var narrow: Frame
    var withoutScript: Frame
    /// Scripts that did not come with the page.
    var foreignScripts: Int
    var errors: [String]
  }

  var findings: Findings
  /// What the pages wrote to the console, without what the browser itself says of the blocked script.
  var console: [String]
  /// How often a script was kept from running in the frame without script.
  var blockedScripts: Int
  /// What the pages asked the network for.
  var requests: [String]

  /// Opens a report in the browser.
  ///
  /// - Parameter report: the bytes of the page.
  /// - Throws: where the browser does not start or the harness reports nothing.
  init(_ report: [UInt8]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("report-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(report).write(to: folder.appendingPathComponent("report.html"))
    let harness = folder.appendingPathComponent("harness.html")
    try Data(Self.harness.utf8).write(to: harness)
    let visit = try Chromium.visit(harness, folder: folder)
    let blocked = visit.console.filter {
      $0.contains("Blocked script execution") && $0.contains("frame is sandboxed")
    }
    blockedScripts = blocked.count
    console = visit.console.filter { !blocked.contains($0) }
    requests = visit.requests
    let parts = visit.document.components(separatedBy: "RESULT:")
    let encoded = try #require(parts.count == 2 ? parts[1].components(separatedBy: ":END")[0] : nil)
    let json = try #require(Data(base64Encoded: encoded))
    findings = try JSONDecoder().decode(Findings.self, from: json)
  }

  private static let harness = """
    <!DOCTYPE html><meta charset="utf-8"><title>harness</title>
    <iframe id="wide" width="1240" height="900" src="report.html"></iframe>
    <iframe id="narrow" width="380" height="800" src="report.html"></iframe>
    <iframe id="plain" width="1240" height="900" sandbox="allow-same-origin" src="report.html"></iframe>
    <pre id="result"></pre>
    <script>
    var errors = [];
    function frame(id) { return document.getElementById(id); }
    function look(id) {
      var page = frame(id).contentDocument, root = page.documentElement, cells = {};
      page.querySelectorAll("[data-cell]").forEach(function (node) {
        cells[node.dataset.cell] = node.textContent;
      });
      var slider = page.getElementById("slider");
      return {
        sliderIsShown: !!slider && getComputedStyle(slider).display !== "none",
        sentence: page.getElementById("tested-sentence").textContent,
        cells: cells, width: root.clientWidth, contentWidth: root.scrollWidth,
        resources: frame(id).contentWindow.performance.getEntriesByType("resource")
          .map(function (entry) { return entry.name; }),
        text: page.body.innerText
      };
    }
    function set(id, value) {
      var page = frame("wide").contentDocument, input = page.getElementById(id);
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    window.addEventListener("load", function () {
      frame("wide").contentWindow.addEventListener("error", function (event) {
        errors.push(String(event.message));
      });
      var page = frame("wide").contentDocument, slider = page.getElementById("prevalence");
      var found = { wide: look("wide") };
      var stops = slider.dataset.stops.split(" ").map(Number), start = slider.value;
      set("prevalence", stops.indexOf(0.45));
      found.moved = look("wide");
      found.stops = stops.map(function (stop, index) {
        set("prevalence", index);
        var now = look("wide");
        return {
          prevalence: stop, heading: page.getElementById("tested-title").textContent,
          sentence: now.sentence, cells: now.cells
        };
      });
      set("prevalence", start);
      found.back = look("wide");
      set("prevalence-percent", "2.5");
      found.typed = look("wide");
      setTimeout(function () {
        found.announced = page.getElementById("tested-live").textContent;
        found.narrow = look("narrow");
        found.withoutScript = look("plain");
        found.foreignScripts = page.querySelectorAll("script").length - 2;
        found.errors = errors;
        var bytes = new TextEncoder().encode(JSON.stringify(found)), text = "";
        bytes.forEach(function (byte) { text += String.fromCharCode(byte); });
        document.getElementById("result").textContent = "RESULT" + ":" + btoa(text) + ":" + "END";
      }, 2000);
    });
    </script>
    """
}
