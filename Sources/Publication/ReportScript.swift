/// The only script of a report: it moves the prevalence. Without it the page shows the same numbers at
/// the prevalence that was asked for, and a table of others.
let reportScript = """
  (function () {
    "use strict";
    var source = document.getElementById("draws");
    var slider = document.getElementById("prevalence");
    var percent = document.getElementById("prevalence-percent");
    if (!source || !slider || !percent) return;
    var data = JSON.parse(source.textContent);
    var stops = slider.dataset.stops.split(" ").map(Number);
    var first = stops[Number(slider.defaultValue)];
    var tails = [0.5, (1 - data.level) / 2, (1 + data.level) / 2];

    function odds(column) {
      var bytes = atob(column.draws), values = [];
      for (var i = 0; i < bytes.length; i += 2) {
        var code = bytes.charCodeAt(i) + 256 * bytes.charCodeAt(i + 1);
        values.push(Math.exp(column.low + column.step * code));
      }
      return values;
    }

    // Median and both ends, between order statistics as R's type 7 does it.
    function quantiles(values) {
      var sorted = Float64Array.from(values).sort();
      return tails.map(function (p) {
        var place = (sorted.length - 1) * p, low = Math.floor(place), share = place - low;
        var next = Math.min(low + 1, sorted.length - 1);
        return share === 0 ? sorted[low] : (1 - share) * sorted[low] + share * sorted[next];
      });
    }

    // Odds of sensitivity and specificity, so that 1 - Sp keeps its digits near 1.
    function setting(se, sp) {
      function of(f) { return quantiles(se.map(function (a, i) { return f(a, sp[i]); })); }
      return {
        se: of(function (a) { return a / (1 + a); }),
        sp: of(function (a, b) { return b / (1 + b); }),
        positive: of(function (a, b) { return (1 + b) / (1 + 1 / a); }),
        negative: of(function (a, b) { return (1 + 1 / b) / (1 + a); })
      };
    }
    var settings = {
      summary: setting(odds(data.sensitivity), odds(data.specificity)),
      "new": setting(odds(data.sensitivity_new), odds(data.specificity_new))
    };

    // What falls with the draws has its ends the other way round.
    function turned(q) { return [q[0], q[2], q[1]]; }
    function results(of, p) {
      var o = p / (1 - p), diseased = 1000 * p, healthy = 1000 * (1 - p);
      return {
        ppv: of.positive.map(function (r) { return r === Infinity ? 1 : o * r / (1 + o * r); }),
        npv: turned(of.negative.map(function (r) { return 1 / (1 + o * r); })),
        tp: of.se.map(function (x) { return diseased * x; }),
        fn: turned(of.se.map(function (x) { return diseased * (1 - x); })),
        fp: turned(of.sp.map(function (x) { return healthy * (1 - x); })),
        tn: of.sp.map(function (x) { return healthy * x; })
      };
    }

    // Two decimals, more only where it would read 0.00 or 1.00.
    function share(x) {
      if (!(x > 0 && x < 1)) return x.toFixed(2);
      for (var decimals = 2; decimals <= 5; decimals += 1) {
        var text = x.toFixed(decimals);
        if (text[0] !== "1" && /[1-9]/.test(text)) return text;
      }
      return x < 0.5 ? "<0.00001" : ">0.99999";
    }
    function people(x) { return x.toFixed(0); }
    function ends(q, format) {
      var low = format(q[1]), high = format(q[2]);
      return "(" + low + (/^[-<>]/.test(low + high) || /^[<>]/.test(high) ? " to " : "\\u2013")
        + high + ")";
    }
    function percentText(p) { return String(Number((100 * p).toPrecision(4))); }

    function each(selector, f) {
      Array.prototype.forEach.call(document.querySelectorAll(selector), f);
    }
    var shown = document.getElementById("tested");
    var original = [];
    each("#tested-sentence [data-median], #tested-sentence [data-ends], #tested [data-cell], "
      + "#tested [data-article], #tested [data-prevalence], #tested [data-diseased], "
      + "#tested [data-healthy]",
      function (node) { original.push([node, node.textContent]); });

    function show(p) {
      if (p === first) {
        original.forEach(function (pair) { pair[0].textContent = pair[1]; });
        return;
      }
      var values = { summary: results(settings.summary, p), "new": results(settings["new"], p) };
      each("#tested [data-cell]", function (node) {
        var key = node.dataset.cell.split("-"), q = values[key[1]][key[0]];
        var format = key[0] === "ppv" || key[0] === "npv" ? share : people;
        node.textContent = format(q[0]) + " " + ends(q, format);
      });
      each("#tested [data-median]", function (node) {
        node.textContent = people(values.summary[node.dataset.median][0]);
      });
      each("#tested [data-ends]", function (node) {
        node.textContent = ends(values.summary[node.dataset.ends], people);
      });
      each("#tested [data-article]", function (node) { node.textContent = "a"; });
      each("#tested [data-prevalence]", function (node) {
        node.textContent = "of " + percentText(p) + "\\u00A0%";
      });
      each("#tested [data-diseased]", function (node) { node.textContent = people(1000 * p); });
      each("#tested [data-healthy]", function (node) {
        node.textContent = people(1000 * (1 - p));
      });
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
