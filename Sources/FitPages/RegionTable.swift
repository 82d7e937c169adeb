import AccuracyMeasures
import Documents
import Fitting

extension FitResult {
  /// `regions.csv`: the corners of all regions, ellipses first, then regions of highest density (`hdr`),
  /// which may have several polygons; a polygon inside another is a hole.
  package var regionTable: CSVTable {
    var table = CSVTable(columnNames: [
      "region", "level", "kind", "polygon", "point", "false_positive_rate", "specificity",
      "sensitivity",
    ])
    for (name, region) in regions {
      add(region.polygon, of: name, level: region.level, kind: "ellipse", number: 1, to: &table)
    }
    for (name, region) in densityRegions {
      for (index, polygon) in region.polygons.enumerated() {
        add(polygon, of: name, level: region.level, kind: "hdr", number: index + 1, to: &table)
      }
    }
    return table
  }

  private func add(
    _ polygon: [(falsePositiveRate: Double, sensitivity: Double)], of region: String,
    level: Double, kind: String, number: Int, to table: inout CSVTable
  ) {
    for (index, corner) in polygon.enumerated() {
      table.add([
        .text(region), .number(level), .text(kind), .integer(number), .integer(index + 1),
        .number(corner.falsePositiveRate), .number(1 - corner.falsePositiveRate),
        .number(corner.sensitivity),
      ])
    }
  }
}
