extension BuiltInDatasets {
  /// All built-in data sets: the question of this project first, then by size of the problem.
  public static let all: [BuiltInDataset] = accuracyExamples + scheidlerExamples + dependentExamples

  /// One table a study, or nearly so.
  private static let accuracyExamples: [BuiltInDataset] = [
    BuiltInDataset(
      name: "naf_pet_ct",
      title: "[18F]NaF PET-CT, pain after spinal surgery",
      citation: "Quon 2012, Eur J Nucl Med Mol Imaging, doi:10.1007/s00259-012-2196-7; Seifen "
        + "2015, Eur J Nucl Med Mol Imaging, doi:10.1007/s00259-014-2904-6; El Yaagoubi 2022, "
        + "doi:10.1055/s-0042-1750400",
      note: "Three studies whose counts were worked out from their abstracts. These are not the "
        + "counts of the review by Burmeister et al. (2025, EJNMMI Reports 9:30), which are only "
        + "in its figures, and they cannot reproduce its summary values: show those beside a fit "
        + "as published values, not as a target.",
      rowCount: 3, csv: PackageResources.naf_pet_ct_csv),
    BuiltInDataset(
      name: "auditc",
      title: "AUDIT-C questionnaire, unhealthy alcohol use",
      citation: "Kriston et al. 2008, Ann Intern Med 149:879",
      note: "14 studies of up to 6,000 people, two with no false negative: adding 0.5 to the cells "
        + "moves the summary sensitivity from 0.925 to 0.891. The source gives no study names.",
      rowCount: 14, csv: PackageResources.auditc_csv),
    BuiltInDataset(
      name: "telomerase",
      title: "Telomerase in urine, bladder cancer",
      citation: "Glas et al. 2003, J Urol 169:1975",
      note: "10 studies; the maximum likelihood is on the boundary, with correlation -1.",
      rowCount: 10, csv: PackageResources.telomerase_csv),
    BuiltInDataset(
      name: "audit4",
      title: "AUDIT questionnaire, four samples",
      citation: "Botella et al. 2013",
      note: "Four samples, two of them from one publication; maximum likelihood is on the "
        + "boundary.",
      rowCount: 4, csv: PackageResources.audit4_csv),
    BuiltInDataset(
      name: "dementia_csf14",
      title: "Cerebrospinal fluid biomarkers, dementia",
      citation: "Example data of the Stata command metadta",
      note: "14 studies, well behaved.",
      rowCount: 14, csv: PackageResources.dementia_csf14_csv),
    BuiltInDataset(
      name: "anti_ccp",
      title: "Anti-CCP antibodies, rheumatoid arthritis",
      citation: "Nishimura et al. 2007, Ann Intern Med 146:797",
      note: "37 studies of two generations of the test; a worked example of the Cochrane Handbook "
        + "for reviews of diagnostic test accuracy, chapter 10.",
      rowCount: 37, csv: PackageResources.anti_ccp_csv),
    BuiltInDataset(
      name: "kearon1998_dvt_us",
      title: "Ultrasonography, deep vein thrombosis",
      citation: "Kearon et al. 1998, as in the R package metadat",
      note: "34 rows. Appleman has no diseased arm, Jongbloets no non-diseased arm, two rows have "
        + "no counts. Authors recur: --study study,year,patients.",
      rowCount: 34, csv: PackageResources.kearon1998_dvt_us_csv,
      needs: [BuiltInNeed("study", "study,year,patients")]),
    BuiltInDataset(
      name: "gould_fdgpet_nodules",
      title: "FDG-PET, malignant lung nodules and masses",
      citation: "Gould et al. 2001, JAMA 285:914",
      note: "31 rows, 16 of them with a zero cell. Authors recur in other years: "
        + "--study study,year.",
      rowCount: 31, csv: PackageResources.gould_fdgpet_nodules_csv),
  ]

  /// The three tests of one review, together and apart.
  private static let scheidlerExamples: [BuiltInDataset] = [
    BuiltInDataset(
      name: "scheidler",
      title: "CT, lymphangiography and MRI, lymph node metastases of cervical cancer",
      citation: scheidlerCitation,
      note: "44 rows: CT 17, lymphangiography (LAG) 17, MRI 10; some studies have several tests: "
        + "--by modality.",
      rowCount: 44, csv: PackageResources.scheidler_csv,
      needs: [BuiltInNeed("covariate", "modality")]),
    BuiltInDataset(
      name: "scheidler_ct",
      title: "CT, lymph node metastases of cervical cancer",
      citation: scheidlerCitation,
      note: "17 studies; the maximum likelihood is on the boundary, with correlation -1.",
      rowCount: 17, csv: PackageResources.scheidler_ct_csv),
    BuiltInDataset(
      name: "scheidler_lag",
      title: "Lymphangiography, lymph node metastases of cervical cancer",
      citation: scheidlerCitation,
      note: "17 studies.",
      rowCount: 17, csv: PackageResources.scheidler_lag_csv),
    BuiltInDataset(
      name: "scheidler_mri",
      title: "MRI, lymph node metastases of cervical cancer",
      citation: scheidlerCitation,
      note: "10 studies.",
      rowCount: 10, csv: PackageResources.scheidler_mri_csv),
  ]

  /// Several tables a study.
  private static let dependentExamples: [BuiltInDataset] = [
    BuiltInDataset(
      name: "catheter",
      title: "Catheter segment culture, intravascular device infection",
      citation: "Chu, Guo and Zhou 2010, Med Decis Making 30:499, as in the R package meta4diag",
      note: "33 tables of semi-quantitative and quantitative culture, nine with a zero cell; nine "
        + "study labels recur.",
      rowCount: 33, csv: PackageResources.catheter_csv,
      needs: [BuiltInNeed("covariate", "type")]),
    BuiltInDataset(
      name: "smoking_all",
      title: "Self-reported smoking against biochemical measures",
      citation: "Patrick et al. 1994, Am J Public Health 84:1086",
      note: "51 dependent tables of 26 studies, by self-administered (SAQ) or "
        + "interviewer-administered (IAQ) questionnaire; the usual subset is --where result_id=1.",
      rowCount: 51, csv: PackageResources.smoking_all_csv,
      needs: [BuiltInNeed("where", "result_id=1"), BuiltInNeed("covariate", "type")]),
    BuiltInDataset(
      name: "ascus",
      title: "HC2 and repeat cytology, triage of equivocal cervical smears",
      citation: "Arbyn et al. 2013, Cochrane Database Syst Rev CD008054",
      note: "10 studies, each with both tests (RepC, HC2): --by test.",
      rowCount: 20, csv: PackageResources.ascus_csv,
      needs: [BuiltInNeed("covariate", "test")]),
    BuiltInDataset(
      name: "schuetz_ct_mri",
      title: "CT and MRI, coronary artery disease",
      citation: "Schuetz et al. 2010, Ann Intern Med 152:167",
      note: "108 tables of 103 studies, five of which have both tests: --by test.",
      rowCount: 108, csv: PackageResources.schuetz_ct_mri_csv,
      needs: [BuiltInNeed("covariate", "test")]),
    BuiltInDataset(
      name: "glas_bladder_markers",
      title: "Six urine markers, bladder cancer",
      citation: "Glas et al. 2003, J Urol 169:1975",
      note: "45 tables of six markers, several a study, with cutoffs for some: --by marker.",
      rowCount: 45, csv: PackageResources.glas_bladder_markers_csv,
      needs: [BuiltInNeed("covariate", "marker")]),
  ]

  private static let scheidlerCitation = "Scheidler et al. 1997, JAMA 278:1096"
}
