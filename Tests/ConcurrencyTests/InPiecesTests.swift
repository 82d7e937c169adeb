import Foundation
import Synchronization
import Testing

@testable import Concurrency

/// Waits for what another thread does, for a minute at most: a wait without an end would hang the tests
/// instead of failing one.
///
/// - Returns: whether it came.
private func waited(for condition: () -> Bool) -> Bool {
  let limit = ContinuousClock.now + .seconds(60)
  while !condition() {
    if ContinuousClock.now > limit { return false }
    Thread.sleep(forTimeInterval: 1e-4)
  }
  return true
}

/// Work in pieces gives the same for any number of threads.
@Suite struct InPiecesTests {
  private struct Refusal: Error, Equatable { let piece: Int }

  @Test(arguments: [1, 2, 3, 8])
  func resultsStandInTheOrderOfThePieces(threads: Int) {
    for count in [0, 1, 2, 7, 300] {
      #expect(inPieces(count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }
  }

  @Test(arguments: [1, 2, 8])
  func piecesMayBeDividedThemselves(threads: Int) {
    let sums = inPieces(9, threads: threads) { i in
      inPieces(9, threads: threads) { j in
        inPieces(9, threads: threads) { k in i * 100 + j * 10 + k }.reduce(0, +)
      }.reduce(0, +)
    }
    #expect(sums == (0..<9).map { 81 * 100 * $0 + 9 * 360 + 9 * 36 })
  }

  /// The piece that fails first in time is the last in order.
  @Test(arguments: [1, 2, 8])
  func theFirstFailureInOrderIsThrown(threads: Int) {
    for _ in 0..<50 {
      #expect(throws: Refusal(piece: 3)) {
        try inPieces(8, threads: threads) { index in
          if index == 7 { throw Refusal(piece: 7) }
          let sum = (0..<(8 - index) * 1000).reduce(0) { $0 &+ $1 }
          if index == 3 || index == 5 || sum < 0 { throw Refusal(piece: index) }
        }
      }
    }
  }

  /// A flag that one thread raises and another waits for.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isRaised: Bool { value.load(ordering: .sequentiallyConsistent) }
    func raise() { value.store(true, ordering: .sequentiallyConsistent) }
  }

  /// Piece 1 goes on until it is cancelled.
  @Test func aFailureCancelsThePiecesBehindIt() {
    let (begun, cancelled) = (Flag(), Flag())
    #expect(throws: Refusal(piece: 0)) {
      try inPieces(2, threads: 2) { index in
        if index == 1 {
          begun.raise()
          if waited(for: { Cancellation.isRequested }) { cancelled.raise() }
          throw Refusal(piece: 1)
        }
        _ = waited { begun.isRaised }
        throw Refusal(piece: 0)
      }
    }
    #expect(begun.isRaised && cancelled.isRaised)
  }

  /// Pieces 0 and 1 go on until piece 2 fails, and look for a while whether that cancels them.
  @Test func aFailureCancelsNoPieceBeforeIt() {
    let fails = Flag()
    let watching = Atomic(0)
    let cancelled = Atomic(0)
    #expect(throws: Refusal(piece: 2)) {
      try inPieces(3, threads: 3) { index in
        if index == 2 {
          fails.raise()
          throw Refusal(piece: 2)
        }
        guard waited(for: { fails.isRaised }) else { return }
        watching.add(1, ordering: .relaxed)
        let end = ContinuousClock.now + .milliseconds(200)
        while ContinuousClock.now < end {
          if Cancellation.isRequested {
            cancelled.add(1, ordering: .relaxed)
            return
          }
        }
      }
    }
    let (both, none) = (watching.load(ordering: .relaxed), cancelled.load(ordering: .relaxed))
    #expect(both == 2 && none == 0)
  }

  @Test func aCancelledScopeReachesPiecesOnEveryThread() {
    let scope = CancellationScope()
    #expect(!scope.run { Cancellation.isRequested })
    let answers = scope.run {
      inPieces(6, threads: 3) { index in
        if index == 0 { scope.cancel() }
        _ = waited { Cancellation.isRequested }
        return inPieces(2, threads: 3) { _ in Cancellation.isRequested }
      }
    }
    #expect(answers == Array(repeating: [true, true], count: 6))
    #expect(throws: WorkCancelled.self) { try scope.run { try Cancellation.check() } }
    #expect(!Cancellation.isRequested)
  }

  @Test(arguments: [1, 2, 4])
  func workBesideIsThereWhenItIsNeeded(threads: Int) throws {
    let value = try withWorkBeside(threads: threads) {
      40
    } _: { beside in
      let own = inPieces(3, threads: threads) { $0 }.reduce(0, +)
      return beside.value() + beside.value() - 40 + own
    }
    #expect(value == 43)
  }

  /// With one thread it waits for its turn, so that it is done in the caller's order.
  @Test func workBesideOnOneThreadIsDoneWhenItIsAskedFor() throws {
    let order = Mutex<[String]>([])
    try withWorkBeside(threads: 1) {
      order.withLock { $0.append("beside") }
    } _: { beside in
      order.withLock { $0.append("main") }
      beside.value()
    }
    #expect(order.withLock { $0 } == ["main", "beside"])
    try withWorkBeside(threads: 1) {
      order.withLock { $0.append("never") }
    } _: { _ in
    }
    #expect(order.withLock { $0 }.count == 2)
  }

  /// The other work ends only when it is cancelled.
  @Test func workBesideIsCancelledWhereTheMainWorkFails() {
    let (begun, over) = (Flag(), Flag())
    #expect(throws: Refusal(piece: 1)) {
      try withWorkBeside(threads: 2) {
        begun.raise()
        if waited(for: { Cancellation.isRequested }) { over.raise() }
      } _: { _ in
        _ = waited { begun.isRaised }
        throw Refusal(piece: 1)
      }
    }
    #expect(begun.isRaised && over.isRaised)
  }
}
