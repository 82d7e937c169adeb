/// The only script of a report: it moves the prevalence. Without it the page shows the same numbers at
/// the prevalence that was asked for, and a table of others.
///
/// It repeats what `Sources/AccuracyMeasures` works out, from the numbers of `AccuracyIntervals`:
/// `predictive` is `AccuracyIntervals.predictiveValues(prevalence:)`, whose formulas stand in
/// `PredictiveValues.swift`; `wholePeople` and `groupSize` are `NaturalFrequencies`, `frequencies` is
/// `FrequencyCells`. `Tests/PublicationTests/ReportBrowserTests.swift` holds both together at every stop
/// of the slider, letter by letter.
package let reportScript = """
  (function () {
    "use strict";
    var source = document.getElementById("accuracy");
    var slider = document.getElementById("prevalence");
    var percent = document.getElementById("prevalence-percent");
    if (!source || !slider || !percent) return;
    // Median and both ends of sensitivity, specificity and likelihood ratios in each setting.
    var settings = JSON.parse(source.textContent);
    var stops = slider.dataset.stops.split(" ").map(Number);
    var first = stops[Number(slider.defaultValue)];

    // Whole people as `NaturalFrequencies` of the program finds them, operation by operation: first
    // the diseased, then the two cells of each group; the order breaks ties.
    var kinds = ["tp", "tn", "fn", "fp"];
    function expected(se, sp, p, people) {
      var diseased = people * p, healthy = people * (1 - p);
      return [diseased * se, healthy * sp, diseased * (1 - se), healthy * (1 - sp)];
    }
    function whole(exact, total) {
      var cells = exact.map(Math.floor);
      var rest = exact.map(function (x, i) { return Math.floor((x - cells[i]) * 1e9 + 0.5); });
      var order = [0, 1].sort(function (i, j) { return rest[j] - rest[i] || i - j; });
      var left = total - (cells[0] + cells[1]);
      order.slice(0, Math.max(left, 0)).forEach(function (i) { cells[i] += 1; });
      return cells;
    }
    function wholePeople(se, sp, p, people) {
      var exact = expected(se, sp, p, people);
      var groups = whole([people * p, people * (1 - p)], people);
      var diseased = whole([exact[0], exact[2]], groups[0]);
      var healthy = whole([exact[1], exact[3]], groups[1]);
      return [diseased[0], healthy[0], diseased[1], healthy[1]];
    }
    function groupSize(p) {
      var people = 1000;
      function isSmall(of) {
        return expected(of.se[0], of.sp[0], p, people).some(function (x) { return x > 0 && x < 1; });
      }
      while (people < 1e9 && (isSmall(settings.summary) || isSmall(settings["new"]))) people *= 10;
      return people;
    }

    // Number, lower and upper end of each kind; wrong results are fewest where accuracy is highest.
    function frequencies(of, p, people) {
      var cells = wholePeople(of.se[0], of.sp[0], p, people);
      var low = expected(of.se[1], of.sp[1], p, people);
      var high = expected(of.se[2], of.sp[2], p, people);
      var result = {};
      kinds.forEach(function (kind, i) {
        var right = i < 2, lower = right ? low[i] : high[i], upper = right ? high[i] : low[i];
        result[kind] = [
          cells[i], Math.min(Math.floor(lower + 0.5), cells[i]),
          Math.max(Math.floor(upper + 0.5), cells[i])
        ];
      });
      return result;
    }

    // What falls with the ratio has its ends the other way round.
    function predictive(of, p) {
      var odds = p / (1 - p);
      var npv = of.negative.map(function (r) { return 1 / (1 + odds * r); });
      return {
        ppv: of.positive.map(function (r) { return 1 / (1 + 1 / (odds * r)); }),
        npv: [npv[0], npv[2], npv[1]]
      };
    }

    // Decimals asked for, more only where it would read 0.00 or 1.00.
    function share(x, least) {
      if (!(x > 0 && x < 1)) return x.toFixed(least);
      for (var decimals = least; decimals <= 5; decimals += 1) {
        var text = x.toFixed(decimals);
        if (text[0] !== "1" && /[1-9]/.test(text)) return text;
      }
      return x < 0.5 ? "<0.00001" : ">0.99999";
    }
    function count(n) { return String(n).replace(/\\B(?=(\\d{3})+$)/g, ","); }
    function peopleEnds(q) { return "(" + count(q[1]) + "\\u2013" + count(q[2]) + ")"; }
    // Two decimals, more where both ends of the interval would read the same.
    function decimalsOf(q) {
      for (var decimals = 2; decimals < 5; decimals += 1) {
        if (share(q[1], decimals) !== share(q[2], decimals)) return decimals;
      }
      return q[1] < q[2] ? 5 : 2;
    }
    function shareEnds(q, decimals) {
      var low = share(q[1], decimals), high = share(q[2], decimals);
      return "(" + low + (/^[<>]/.test(low) || /^[<>]/.test(high) ? " to " : "\\u2013") + high + ")";
    }
    function percentText(p) { return String(Number((100 * p).toPrecision(12))); }

    // The pieces of the sentence, by the names in `data-text`.
    function sentenceTexts(p, people, cells) {
      var diseased = cells.tp[0] + cells.fn[0], texts = {
        article: "a", prevalence: "of " + percentText(p) + "\\u00A0%", people: count(people),
        group: people === 1000 ? "" : "of " + count(people) + " people tested, ",
        diseased: count(diseased), have: diseased === 1 ? "has" : "have",
        healthy: count(cells.fp[0] + cells.tn[0]), "tp-are": cells.tp[0] === 1 ? "is" : "are",
        "fp-words": cells.fp[0] === 1 ? "is a false positive" : "are false positives",
        "tn-words": cells.tn[0] === 1 ? "true negative" : "true negatives"
      };
      kinds.forEach(function (kind) {
        texts[kind] = count(cells[kind][0]);
        texts[kind + "-ends"] = peopleEnds(cells[kind]);
      });
      return texts;
    }

    function each(selector, f) {
      Array.prototype.forEach.call(document.querySelectorAll(selector), f);
    }
    var original = [];
    each("#tested [data-text], #tested [data-cell]", function (node) {
      original.push([node, node.textContent]);
    });

    function show(p) {
      if (p === first) {
        original.forEach(function (pair) { pair[0].textContent = pair[1]; });
        return;
      }
      var people = groupSize(p), cells = {};
      ["summary", "new"].forEach(function (setting) {
        var numbers = frequencies(settings[setting], p, people);
        var shares = predictive(settings[setting], p);
        kinds.forEach(function (kind) {
          var q = numbers[kind];
          cells[kind + "-" + setting] = count(q[0]) + " " + peopleEnds(q);
        });
        ["ppv", "npv"].forEach(function (key) {
          var q = shares[key], decimals = decimalsOf(q);
          cells[key + "-" + setting] = share(q[0], decimals) + " " + shareEnds(q, decimals);
        });
      });
      var texts = sentenceTexts(p, people, frequencies(settings.summary, p, people));
      each("#tested [data-cell]", function (node) { node.textContent = cells[node.dataset.cell]; });
      each("#tested [data-text]", function (node) { node.textContent = texts[node.dataset.text]; });
    }

    // A screen reader hears the sentence once the slider rests.
    var timer = 0, live = document.getElementById("tested-live");
    function announce() {
      clearTimeout(timer);
      timer = setTimeout(function () {
        live.textContent = document.getElementById("tested-sentence").textContent;
      }, 500);
    }
    function update(p) {
      slider.setAttribute("aria-valuetext", percentText(p) + " %");
      show(p);
      announce();
    }
    slider.addEventListener("input", function () {
      var p = stops[Number(slider.value)];
      percent.value = percentText(p);
      update(p);
    });
    percent.addEventListener("input", function () {
      var p = Number(percent.value) / 100;
      if (!(p >= 0.0001 && p <= 0.9999)) return;
      var nearest = 0;
      stops.forEach(function (stop, i) {
        if (Math.abs(stop - p) < Math.abs(stops[nearest] - p)) nearest = i;
      });
      slider.value = nearest;
      update(Math.abs(p - first) < 1e-9 ? first : p);
    });
    document.getElementById("slider").hidden = false;
    // A browser that comes back to the page remembers where the slider stood.
    if (stops[Number(slider.value)] !== first) slider.dispatchEvent(new Event("input"));
  })();
  """
