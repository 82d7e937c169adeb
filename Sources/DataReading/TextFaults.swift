import AccuracyData
import TabularText

/// What a reading of text gives, with its errors as those of a data file.
///
/// - Parameter body: reads text.
/// - Returns: what it returns.
/// - Throws: `AccuracyDataError.text` with its error.
func readingText<Result>(
  _ body: () throws(TabularTextError) -> Result
) throws(AccuracyDataError) -> Result {
  do { return try body() } catch { throw .text(error) }
}

extension DelimitedRecordReader {
  /// The next record of a data file; see `next(into:)`.
  ///
  /// - Parameter fields: gets the places of the fields.
  /// - Returns: the line on which it starts; nil at the end.
  /// - Throws: `AccuracyDataError.text`.
  mutating func nextRecord(into fields: inout [FieldSpan]) throws(AccuracyDataError) -> Int? {
    do { return try next(into: &fields) } catch { throw .text(error) }
  }
}
