/// |value - reference| <= relative |reference| + absolute; false for NaN.
func isClose(
  _ value: Double, _ reference: Double, relative: Double = 0, absolute: Double = 0
) -> Bool {
  value == reference || abs(value - reference) <= relative * abs(reference) + absolute
}
