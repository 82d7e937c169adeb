import AccuracyData
import Concurrency
import ModelInterface
import OtherPriors
import PosteriorSampling
import RegressionModels
import RowStructures
import StudyDesigns

extension FitCompletion {
  /// The comparison of levels under all assumptions on several rows of one study, the fit's own first.
  ///
  /// What was chosen is chosen before the data are seen; the others are worked out beside it, by shorter runs
  /// with the streams of the fit. Where at least `fewestDirect` studies have all levels, and some have not,
  /// the comparison within these studies alone stands before them.
  ///
  /// - Returns: none where no study has several rows, or where the assumptions have no model.
  /// - Throws: `SamplingError`.
  func structures() throws -> [StructureRow] {
    guard let regression else { return [] }
    let design = regression.design
    let several = Set(dataset.studies.map(\.label)).count < dataset.studies.count
    guard several, !options.isPriorOnly, !regression.effects.isRobust, design.groups.count == 1,
      dataset.studyWithTooManyRows == nil
    else { return [] }
    let own = options.tableStructure
    var besides: [StructureTask] = []
    // Fewer studies may not have what the model needs, or not in the same settings.
    if let part = directPart(of: design), let model = try? regressionModel(part, structure: own),
      model.settings.map(\.label) == regression.settings.map(\.label)
    {
      besides.append(StructureTask(model, part, structure: own, isDirect: true))
    }
    let before = besides.count
    for structure in RowStructure.allCases where structure != own {
      let model = try regressionModel(dataset, structure: structure)
      besides.append(StructureTask(model, dataset, structure: structure, isDirect: false))
    }
    let shared = settingsBeside(
      options, key: key, draws: min(structureDraws, max(options.draws, 500)))
    let (level, tasks) = (options.level, besides)
    let headline = try StructureTask(
      regression, dataset, structure: own, isDirect: false
    ).row(of: sample, level: level, isHeadline: true)
    var rows = try inPieces(tasks.count, threads: options.threads) {
      try tasks[$0].row(settings: shared, level: level)
    }
    rows.insert(headline, at: before)
    return rows
  }

  /// The studies with every level of the first categorical covariate, where they are enough for a row of
  /// their own and not all.
  private func directPart(of design: StudyDesign) -> AccuracyDataset? {
    guard let factor = design.covariates.first(where: { $0.kind == .categorical }),
      let part = dataset.comparedDirectly(by: factor),
      part.distinctStudies >= fewestDirect, part.studies.count < dataset.studies.count
    else { return nil }
    return part
  }

  private var regression: RegressionModel? { model as? RegressionModel }

  private func regressionModel(
    _ part: AccuracyDataset, structure: RowStructure
  ) throws -> RegressionModel {
    // Columns are of the kinds that all rows show; those of a part may look like others.
    var request = options.design
    request.kinds = (regression?.design.covariates ?? []).map {
      CovariateChoice($0.column, kind: $0.kind)
    }
    let design = try StudyDesign(request, studies: part.studies, direct: part.direct)
    return RegressionModel(
      studies: part.studies, design: design, prior: model.prior, tables: structure,
      kappa: options.priorOfKappa)
  }
}

/// Studies with all levels from which on their comparison has a row of its own.
private let fewestDirect = 5

/// Draws in each of four chains of a structure that is shown beside.
private let structureDraws = 1000
