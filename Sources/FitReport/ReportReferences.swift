/// A publication that a report can cite.
enum ReportReference: CaseIterable, Sendable {
  case reitsma, chuCole, rutterGatsonis, harbord, lewandowski, guo, zhou, hoffman, vehtari
  case clopperPearson, wilson, handbook, prisma

  /// Authors and year, as in a sentence.
  package var short: String {
    switch self {
    case .reitsma: "Reitsma et al. 2005"
    case .chuCole: "Chu and Cole 2006"
    case .rutterGatsonis: "Rutter and Gatsonis 2001"
    case .harbord: "Harbord et al. 2007"
    case .lewandowski: "Lewandowski et al. 2009"
    case .guo: "Guo et al. 2017"
    case .zhou: "Zhou and Dendukuri 2014"
    case .hoffman: "Hoffman and Gelman 2014"
    case .vehtari: "Vehtari et al. 2021"
    case .clopperPearson: "Clopper and Pearson 1934"
    case .wilson: "Wilson 1927"
    case .handbook: "Deeks et al. 2023"
    case .prisma: "McInnes et al. 2018"
    }
  }

  /// The entry of the list.
  package var entry: String {
    switch self {
    case .reitsma:
      "Reitsma JB, Glas AS, Rutjes AWS, Scholten RJPM, Bossuyt PM, Zwinderman AH. Bivariate analysis "
        + "of sensitivity and specificity produces informative summary measures in diagnostic "
        + "reviews. J Clin Epidemiol 2005;58:982–990."
    case .chuCole:
      "Chu H, Cole SR. Bivariate meta-analysis of sensitivity and specificity with sparse data: a "
        + "generalized linear mixed model approach. J Clin Epidemiol 2006;59:1331–1332."
    case .rutterGatsonis:
      "Rutter CM, Gatsonis CA. A hierarchical regression approach to meta-analysis of diagnostic test "
        + "accuracy evaluations. Stat Med 2001;20:2865–2884."
    case .harbord:
      "Harbord RM, Deeks JJ, Egger M, Whiting P, Sterne JAC. A unification of models for "
        + "meta-analysis of diagnostic accuracy studies. Biostatistics 2007;8:239–251."
    case .lewandowski:
      "Lewandowski D, Kurowicka D, Joe H. Generating random correlation matrices based on vines and "
        + "extended onion method. J Multivar Anal 2009;100:1989–2001."
    case .guo:
      "Guo J, Riebler A, Rue H. Bayesian bivariate meta-analysis of diagnostic test studies with "
        + "interpretable priors. Stat Med 2017;36:3039–3058."
    case .zhou:
      "Zhou Y, Dendukuri N. Statistics for quantifying heterogeneity in univariate and bivariate "
        + "meta-analyses of binary data: the case of meta-analyses of diagnostic accuracy. Stat Med "
        + "2014;33:2701–2717."
    case .hoffman:
      "Hoffman MD, Gelman A. The No-U-Turn sampler: adaptively setting path lengths in Hamiltonian "
        + "Monte Carlo. J Mach Learn Res 2014;15:1593–1623."
    case .vehtari:
      "Vehtari A, Gelman A, Simpson D, Carpenter B, Bürkner P-C. Rank-normalization, folding, and "
        + "localization: an improved R-hat for assessing convergence of MCMC. Bayesian Anal "
        + "2021;16:667–718."
    case .clopperPearson:
      "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of "
        + "the binomial. Biometrika 1934;26:404–413."
    case .wilson:
      "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat "
        + "Assoc 1927;22:209–212."
    case .handbook:
      "Deeks JJ, Bossuyt PM, Leeflang MM, Takwoingi Y (editors). Cochrane Handbook for Systematic "
        + "Reviews of Diagnostic Test Accuracy. Version 2.0. Cochrane, 2023."
    case .prisma:
      "McInnes MDF, Moher D, Thombs BD, et al. Preferred reporting items for a systematic review and "
        + "meta-analysis of diagnostic test accuracy studies: the PRISMA-DTA statement. JAMA "
        + "2018;319:388–396."
    }
  }
}
