import Synchronization
import Testing

@testable import Concurrency

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

  /// Piece 1 goes on until it is cancelled, which the failure of piece 0 does and that of piece 2 does
  /// not.
  @Test func aFailureCancelsThePiecesBehindItAndNoneBefore() {
    #expect(throws: Refusal(piece: 0)) {
      try inPieces(2, threads: 2) { index in
        if index == 1 {
          while !Cancellation.isRequested {}
          throw Refusal(piece: 1)
        }
        throw Refusal(piece: 0)
      }
    }
    let later = Atomic(0)
    #expect(throws: Refusal(piece: 2)) {
      try inPieces(3, threads: 3) { index in
        if index == 2 { throw Refusal(piece: 2) }
        for _ in 0..<10_000 where Cancellation.isRequested {
          later.add(1, ordering: .relaxed)
        }
      }
    }
    let cancelled = later.load(ordering: .relaxed)
    #expect(cancelled == 0)
  }

  @Test func aCancelledScopeReachesPiecesOnEveryThread() {
    let scope = CancellationScope()
    #expect(!scope.run { Cancellation.isRequested })
    let answers = scope.run {
      inPieces(6, threads: 3) { index in
        if index == 0 { scope.cancel() }
        while !Cancellation.isRequested {}
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
    let hasBegun = Atomic(false)
    let isOver = Atomic(false)
    #expect(throws: Refusal(piece: 1)) {
      try withWorkBeside(threads: 2) {
        hasBegun.store(true, ordering: .sequentiallyConsistent)
        while !Cancellation.isRequested {}
        isOver.store(true, ordering: .sequentiallyConsistent)
      } _: { _ in
        let limit = ContinuousClock.now + .seconds(60)
        while !hasBegun.load(ordering: .sequentiallyConsistent), ContinuousClock.now < limit {}
        throw Refusal(piece: 1)
      }
    }
    let (began, ended) = (
      hasBegun.load(ordering: .sequentiallyConsistent),
      isOver.load(ordering: .sequentiallyConsistent)
    )
    #expect(began && ended)
  }
}
