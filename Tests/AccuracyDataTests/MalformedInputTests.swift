import Testing

@testable import AccuracyData

/// A file with one fault, and words that the message must have.
struct MalformedCase: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let needles: [String]
  var kind = AccuracyDataError.Kind.malformed
  var selection = DataSelection()
  var testDescription: String { name }
}

private let head = "study,tp,fp,fn,tn\n"

private let countCases = [
  MalformedCase(
    name: "fraction", text: head + "A,12.5,1,1,1\n",
    needles: ["test.csv, line 2, column 2 (tp)", "\"12.5\"", "not whole"]),
  MalformedCase(
    name: "negative", text: head + "A,1,1,1,1\nB,2,3,-1,4\n",
    needles: ["line 3, column 4 (fn)", "\"-1\"", "negative"]),
  MalformedCase(
    name: "exponent", text: head + "A,1.25e1,1,1,1\n", needles: ["\"1.25e1\"", "not whole"]),
  MalformedCase(
    name: "word", text: head + "A,many,1,1,1\n", needles: ["\"many\"", "not a count"]),
  MalformedCase(
    name: "two dashes for missing", text: head + "A,--,1,1,1\n",
    needles: ["\"--\"", "nothing if it is missing"]),
  MalformedCase(
    name: "N.D.", text: head + "A,1,1,1,N.D.\n", needles: ["column 5 (tn)", "\"N.D.\""]),
  MalformedCase(
    name: "thousands separator", text: head + "A,\"1,000\",1,1,1\n",
    needles: ["\"1,000\"", "has a comma"]),
  MalformedCase(
    name: "decimal comma", text: "study;tp;fp;fn;tn\nA;12,5;1;1;1\n",
    needles: ["\"12,5\"", "has a comma"]),
  MalformedCase(
    name: "point without decimals", text: head + "A,12.,1,1,1\n", needles: ["\"12.\""]),
  MalformedCase(
    name: "plus sign", text: head + "A,+12,1,1,1\n", needles: ["\"+12\"", "not a count"]),
  MalformedCase(
    name: "hexadecimal", text: head + "A,0x1F,1,1,1\n", needles: ["\"0x1F\""]),
  MalformedCase(
    name: "infinite", text: head + "A,inf,1,1,1\n", needles: ["\"inf\"", "not a count"]),
  MalformedCase(
    name: "too large", text: head + "A,10000000001,1,1,1\n", needles: ["more than 10000000000"]),
  MalformedCase(
    name: "overflow", text: head + "A,99999999999999999999999999,1,1,1\n",
    needles: ["more than 10000000000"]),
  MalformedCase(
    name: "two numbers", text: head + "A,1 2,1,1,1\n", needles: ["\"1 2\""]),
  MalformedCase(
    name: "percentage", text: head + "A,90%,1,1,1\n", needles: ["\"90%\""]),
  MalformedCase(
    name: "digits of another script", text: head + "A,\u{0661}\u{0662},1,1,1\n",
    needles: ["not a count"]),
  MalformedCase(
    name: "size of the diseased arm", text: "study,tp,fp,fn,tn,n1\nA,9,1,1,9,11\n",
    needles: ["line 2, column 6 (n1)", "11 contradicts", "TP + FN is 10"]),
  MalformedCase(
    name: "size of the other arm", text: "study,tp,fn,tn,fp,nondiseased\nA,9,1,9,2,10\n",
    needles: ["(nondiseased)", "TN + FP is 11"]),
  MalformedCase(
    name: "more right than there are", text: "study,tp,n1,tn,n0\nA,11,10,5,6\n",
    needles: ["(n1)", "TP alone is 11"]),
  MalformedCase(
    name: "more wrong than there are", text: "study,tp,n1,fp,n2\nA,5,10,7,6\n",
    needles: ["(n2)", "FP alone is 7"]),
]

private let structureCases = [
  MalformedCase(name: "nothing", text: "", needles: ["test.csv", "is empty"]),
  MalformedCase(name: "only white space", text: " \n\r\n\t\n", needles: ["is empty"]),
  MalformedCase(name: "header only", text: head, needles: ["no row below"]),
  MalformedCase(
    name: "header and empty rows", text: head + ",,,,\n\n", needles: ["no row below"]),
  MalformedCase(
    name: "no header", text: "A,1,2,3,4\nB,1,2,3,4\n",
    needles: ["no header row", "found A, 1, 2"]),
  MalformedCase(
    name: "no TP", text: "study,fp,fn,tn\nA,1,1,1\n",
    needles: ["line 1", "no column for TP (true positives).", "found study, fp, fn, tn"]),
  MalformedCase(
    name: "no FP", text: "study,tp,fn,tn\nA,1,1,1\n",
    needles: ["no column for FP (false positives) or n0."]),
  MalformedCase(
    name: "no FN", text: "study,tp,fp,tn\nA,1,1,1\n",
    needles: ["no column for FN (false negatives) or n1."]),
  MalformedCase(
    name: "no TN", text: "study,tp,fp,fn\nA,1,1,1\n",
    needles: ["no column for TN (true negatives)."]),
  MalformedCase(
    name: "no TN below a title", text: "Smith 2020\nstudy,tp,fp,fn\nA,1,1,1\n",
    needles: ["line 2", "no column for TN"]),
  MalformedCase(
    name: "TP twice", text: "study,tp,TP,fp,fn,tn\nA,1,2,1,1,1\n",
    needles: ["columns 2 and 3", "twice"]),
  MalformedCase(
    name: "TP in words and letters", text: "study,tp,fp,fn,tn,True Positives\nA,1,1,1,1,2\n",
    needles: ["columns 2 and 6"]),
  MalformedCase(
    name: "two sizes of an arm", text: "study,tp,n0,tn,n2,n1\nA,1,1,1,2,1\n",
    needles: ["columns 3 and 5"]),
  MalformedCase(
    name: "study twice", text: "study,tp,fp,fn,tn,Study\nA,1,1,1,1,x\n",
    needles: ["columns 1 and 6", "\"study\" and \"Study\""]),
  MalformedCase(
    name: "short row", text: head + "A,1,1,1,1\nB,1,1,1\n",
    needles: ["line 3", "4 fields where the header has 5", "\"B\""]),
  MalformedCase(
    name: "long row", text: head + "Smith, 2010,1,1,1,1\n",
    needles: ["line 2", "6 fields", "quotation marks"]),
  MalformedCase(
    name: "cell beyond the header", text: head + "A,1,1,1,1,,x\n", needles: ["7 fields"]),
  MalformedCase(
    name: "note between rows", text: head + "A,1,1,1,1\nSource: us\nB,1,1,1,2\n",
    needles: ["line 3", "1 field where", "\"Source: us\""]),
  MalformedCase(
    name: "open quote", text: head + "A,1,1,1,1\n\"B,1,1,1,1\nC,1,1,1,1\n",
    needles: ["line 3, column 1", "never closed"]),
  MalformedCase(
    name: "open quote in the header", text: "study,tp,fp,fn,\"tn\nA,1,1,1,1\n",
    needles: ["line 1, column 5", "never closed"]),
  MalformedCase(
    name: "text after a quote", text: head + "\"A\"B,1,1,1,1\n",
    needles: ["line 2, column 1", "after the closing"]),
  MalformedCase(
    name: "text after a quote on a later line", text: head + "A,1,1,1,\"1\n\"2\n",
    needles: ["line 3, column 5"]),
  MalformedCase(
    name: "pipes", text: "study|tp|fp|fn|tn\nA|1|1|1|1\n",
    needles: ["commas, semicolons or tabs"]),
  MalformedCase(
    name: "no counts at all", text: head + "A,,,,\nB,NA,nan,.,NaN\n",
    needles: ["no usable row among 2"]),
  MalformedCase(
    name: "half arms only", text: head + "A,1,,,\nB,,2,,\n", needles: ["no usable row"]),
  MalformedCase(
    name: "nobody", text: head + "A,0,0,0,0\n", needles: ["no usable row"]),
]

private let pooledCases = [
  MalformedCase(
    name: "study twice", text: head + "A,1,2,3,4\nB,1,1,1,1\nA,5,6,7,8\n",
    needles: ["study \"A\" is in 2 rows (lines 2, 4)", "--allow-dependent", "label of its own"]),
  MalformedCase(
    name: "study copied", text: head + "A,1,2,3,4\nB,1,1,1,1\nA,1,2,3,4\n",
    needles: ["equal in every column"]),
  MalformedCase(
    name: "study twice, one column separates",
    text: "study,tp,fp,fn,tn,test,site\nA,1,2,3,4,CT,x\nB,1,1,1,1,CT,x\nA,5,6,7,8,MRI,x\n",
    needles: ["what separates the rows is test:", "--study study,test"]),
  MalformedCase(
    name: "two studies twice, no column separates both",
    text: "study,tp,fp,fn,tn,a,b\nA,1,2,3,4,1,1\nA,1,1,1,1,2,1.0\nB,5,6,7,8,1,1\nB,5,5,7,8,1,2\n",
    needles: ["and so is 1 more study", "a (1 of 2), b (1 of 2)", "--study study,a,b"]),
  MalformedCase(
    name: "study twice after filtering",
    text: "study,tp,fp,fn,tn,test\nA,1,2,3,4,CT\nA,5,6,7,8,CT\n", needles: ["is in 2 rows"],
    selection: DataSelection(filters: [DataFilter(column: "test", value: "CT")])),
  MalformedCase(
    name: "study twice in a level",
    text: "study,tp,fp,fn,tn,test\nA,1,2,3,4,CT\nA,5,6,7,8,MRI\nA,5,6,7,9,MRI\n",
    needles: ["level \"MRI\"", "(lines 3, 4)"], selection: DataSelection(by: "test")),
  MalformedCase(
    name: "total by name", text: head + "A,1,2,3,4\nB,1,1,1,1\nTotal,9,9,9,9\n",
    needles: ["line 4", "\"Total\"", "row of totals"]),
  MalformedCase(
    name: "pooled by name", text: head + "A,1,2,3,4\nPooled (random effects),9,9,9,9\n",
    needles: ["row of totals"]),
  MalformedCase(
    name: "all by name", text: head + "A,1,2,3,4\nALL STUDIES:,9,9,9,9\n",
    needles: ["row of totals"]),
  MalformedCase(
    name: "column sums", text: head + "A,1,2,3,4\nB,10,20,30,40\nZ,11,22,33,44\n",
    needles: ["line 4", "\"Z\"", "column sums"]),
  MalformedCase(
    name: "column sums first, without labels",
    text: "tp,fp,fn,tn\n11,22,33,44\n1,2,3,4\n10,20,30,40\n",
    needles: ["line 2", "column sums"]),
  MalformedCase(
    name: "sums of a level",
    text: "study,tp,fp,fn,tn,t\nA,1,2,3,4,x\nB,10,20,30,40,x\nZ,11,22,33,44,x\nC,1,5,5,5,y\n",
    needles: ["line 4", "column sums"], selection: DataSelection(by: "t")),
]

private let usageCases = [
  MalformedCase(
    name: "where: no such column", text: head + "A,1,2,3,4\n",
    needles: ["--where", "\"test\"", "study, tp, fp, fn, tn"], kind: .usage,
    selection: DataSelection(filters: [DataFilter(column: "test", value: "CT")])),
  MalformedCase(
    name: "where: no such value", text: "study,tp,fp,fn,tn,test\nA,1,2,3,4,CT\nB,1,2,3,5,\n",
    needles: ["never has the value \"ct\"", "CT, (missing)"], kind: .usage,
    selection: DataSelection(filters: [DataFilter(column: "test", value: "ct")])),
  MalformedCase(
    name: "where: no row meets both", text: "study,tp,fp,fn,tn,x\nA,1,2,3,4,1\nB,1,2,3,4,2\n",
    needles: ["no row meets all", "study=A, x=2"], kind: .usage,
    selection: DataSelection(filters: [
      DataFilter(column: "study", value: "A"), DataFilter(column: "x", value: "2"),
    ])),
  MalformedCase(
    name: "by: no such column", text: head + "A,1,2,3,4\n", needles: ["--by", "\"test\""],
    kind: .usage, selection: DataSelection(by: "test")),
  MalformedCase(
    name: "study: no such column", text: head + "A,1,2,3,4\n", needles: ["--study", "\"who\""],
    kind: .usage, selection: DataSelection(studyColumn: "study,who")),
]

@Suite("One fault a file: the right kind, and a message that names place and value")
struct MalformedInputTests {
  @Test(arguments: countCases + structureCases + pooledCases + usageCases)
  func isRefused(_ example: MalformedCase) throws {
    let error = try #require(failure(example.text, example.selection))
    #expect(error.kind == example.kind)
    for needle in example.needles {
      #expect(error.message.contains(needle), "\(error.message)")
    }
    #expect(error.message.contains("test.csv"))
    #expect(error.message.utf8.count < 700)
  }

  @Test("Neither a message nor a label can carry control characters")
  func controlCharactersAreNotPrinted() throws {
    let error = try #require(failure("study,tp,fp,fn,tn\nA,\u{1B}[31m\u{7}x\u{9B},1,1,1\n"))
    #expect(
      error.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    let label = try read("study,tp,fp,fn,tn\n\u{1B}[2JA\u{9B}1,1,1,1,1\n").studies[0].label
    #expect(label == "[2JA 1")
  }

  @Test("A long value is cut in the message")
  func longValuesAreCut() throws {
    let value = String(repeating: "x", count: 100_000)
    let error = try #require(failure("study,tp,fp,fn,tn\nA,\(value),1,1,1\n"))
    #expect(error.message.contains("xxx...\""))
    #expect(error.message.utf8.count < 200)
  }
}
