/// The state in which mt19937 starts when an array of words is its seed.
///
/// GSL's own seeding takes a single word of 32 bits, so that among a few ten thousand streams two are
/// likely to be the same. Matsumoto and Nishimura's `init_by_array` (mt19937ar.c, 2002) takes any number
/// of words: two passes mix them into the 624 of the state.
///
/// - Parameter words: at least one.
/// - Returns: 624 words; the first number comes after a full renewal of them.
func mersenneTwisterState(seededBy words: [UInt32]) -> [UInt32] {
  let count = 624
  var state = [UInt32](repeating: 19_650_218, count: count)
  /// The word before, spread over all bits.
  func spread(_ place: Int) -> UInt32 { state[place - 1] ^ (state[place - 1] >> 30) }
  for place in 1..<count { state[place] = 1_812_433_253 &* spread(place) &+ UInt32(place) }

  var place = 1
  /// The first word only carries the last one over to the next round.
  func advance() {
    place += 1
    if place == count {
      state[0] = state[count - 1]
      place = 1
    }
  }
  for step in 0..<max(count, words.count) {
    let taken = step % words.count
    state[place] =
      (state[place] ^ (spread(place) &* 1_664_525)) &+ words[taken] &+ UInt32(taken)
    advance()
  }
  for _ in 1..<count {
    state[place] = (state[place] ^ (spread(place) &* 1_566_083_941)) &- UInt32(place)
    advance()
  }
  // Never all zero.
  state[0] = 1 << 31
  return state
}
