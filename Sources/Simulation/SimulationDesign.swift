import AccuracyData
import Requests
import SpecialFunctions

/// What data sets are made up like: a design of `sroc simulate`.
///
/// A study has n1 diseased and n0 non-diseased. Its true logits are
///
///     (logit Se, logit Sp) = (mu_se, mu_sp) + (tau_se e1, tau_sp e2),   mu = logit of `se` and `sp`,
///
/// with effects (e1, e2) of a distribution with correlation rho; its counts are binomial.
public struct SimulationDesign: Sendable {
  /// How large an arm is.
  public enum Size: Sendable, Equatable {
    /// The same in each study.
    case fixed(Int)
    /// Any whole number of a range, all as likely.
    case range(Int, Int)
    /// Negative binomial with this mean and size, so that the variance is mean + mean^2 / size; at least 1.
    case negativeBinomial(mean: Double, size: Double)
    /// exp of a normal number, rounded to a whole one and at least 1: the log of the size has mean log(median)
    /// and this SD.
    case lognormal(median: Double, deviation: Double)
    /// That of a study drawn from a data file; both arms are then of the same study.
    case sizes(file: String)
  }

  /// The distribution of effects.
  public enum Effects: Sendable, Equatable {
    /// Bivariate normal.
    case normal
    /// Bivariate t: normal over sqrt(w), w ~ gamma(nu/2, nu/2), so that tau is a scale.
    case student(degreesOfFreedom: Double)
    /// Skew normal margins of mean 0 and SD 1 with this shape, correlation rho.
    case skew(shape: Double)
    /// Normal; with probability `share` both true logits are lower by `shift`.
    case outliers(share: Double, shift: Double)
  }

  /// An error that is planted in each data set, to see whether it is found.
  public enum Plant: Sendable {
    /// None.
    case none
    /// TP and FN of the first study are exchanged.
    case swapped
    /// The last study has the counts of the first.
    case duplicate
  }

  /// The share of diseased among a study's patients.
  public enum Prevalence: Sendable, Equatable {
    /// The same in each study.
    case fixed(Double)
    /// Uniform between two.
    case range(Double, Double)
    /// Beta.
    case beta(Double, Double)
  }

  /// A level of a covariate; the studies have them in turn.
  public struct Level: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Sensitivity of the median study.
    public var sensitivity: Double
    /// Specificity of the median study.
    public var specificity: Double
  }

  /// One combination of what the grid crosses.
  public struct Cell: Sendable {
    /// The values of the crossed keys, as they are written.
    public var values: [(key: String, text: String)] = []
    /// Studies of a data set, a fixed number or a range.
    public var studies = Size.fixed(10)
    /// Diseased of a study.
    public var diseased = Size.fixed(50)
    /// Non-diseased of a study; nil where the prevalence says it.
    public var nondiseased: Size?
    /// Share of diseased; nil where the size of the other arm is given.
    public var prevalence: Prevalence?
    /// Sensitivity of the median study.
    public var sensitivity = 0.8
    /// Specificity of the median study.
    public var specificity = 0.9
    /// Their logits, which keep what rounds to 1.
    public var logits: (Double, Double) = (logit(0.8), logit(0.9))
    /// SD, or scale, of logit sensitivity between studies.
    public var tauSensitivity = 0.5
    /// SD, or scale, of logit specificity.
    public var tauSpecificity = 0.5
    /// Correlation of both between studies.
    public var correlation = 0.0
    /// The distribution of effects.
    public var effects = Effects.normal
    /// Shares of studies whose diseased and whose non-diseased are not reported; never both.
    public var missing: (diseased: Double, nondiseased: Double) = (0, 0)
    /// An error that is planted.
    public var plant = Plant.none
    /// Levels of a covariate; none without one.
    public var levels: [Level] = []

    package init() {}
  }

  /// The cells, in the order of the grid: the last key that is crossed changes fastest.
  public var cells: [Cell]
  /// The keys that are crossed, in their order.
  public var grid: [String]
  /// Data sets of a cell.
  public var replicates: Int
  /// Whether accuracy, SDs and correlation are drawn from the prior, anew for each data set.
  public var isFromPrior: Bool
  /// The text of the file.
  public var text: String

  package init(
    cells: [Cell], grid: [String], replicates: Int, isFromPrior: Bool = false, text: String = ""
  ) {
    (self.cells, self.grid, self.replicates) = (cells, grid, replicates)
    (self.isFromPrior, self.text) = (isFromPrior, text)
  }

  /// The column of levels in data that are made up.
  public static let levelColumn = "level"

  /// The schema of a design.
  public static let schema = "sroc.design/1"

  /// How many data sets there are.
  public var count: Int { cells.count * replicates }

  /// The name of a data set, by its place: `cell-0003/000017.csv`, as a file of `sroc simulate` is called.
  ///
  /// - Parameter index: from 0; all replicates of a cell stand together.
  /// - Returns: the name.
  public func name(_ index: Int) -> String {
    let (cell, replicate) = (index / replicates + 1, index % replicates + 1)
    return "cell-\(padded(cell, 4))/\(padded(replicate, 6)).csv"
  }

  /// The cell of a data set; without truths where they are drawn from the prior.
  func cell(of index: Int) -> Cell { cells[index / replicates] }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
