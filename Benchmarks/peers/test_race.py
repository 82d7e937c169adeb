"""The checks of the race, tried on posteriors that are right and on some that are wrong."""

import math
import unittest
import xml.etree.ElementTree as ElementTree

import numpy as np

from chart import Axis, LABELS, RIGHT, draw, number
from engine import PARAMETERS, run_long_enough
from models import indexed, read_export
from posterior_check import deviations, smallest, summarise
from results import Race, main_table
import race_models
import results_models


def normal_draws(seed, shift=0.0, scale=1.0, size=4000):
    values = np.random.default_rng(seed).normal(size=(len(PARAMETERS), 4, size))
    values[2] = shift + scale * values[2]
    return values


class PosteriorCheck(unittest.TestCase):
    def setUp(self):
        self.reference = summarise(normal_draws(1))

    def verdict(self, **change):
        return deviations(summarise(normal_draws(2, **change)), self.reference)["passed"]

    def test_same_posterior_passes(self):
        self.assertTrue(self.verdict())

    def test_shifted_mean_fails(self):
        self.assertFalse(self.verdict(shift=0.08))

    def test_wrong_spread_fails(self):
        self.assertFalse(self.verdict(scale=1.08))
        self.assertFalse(self.verdict(scale=0.92))

    def test_constant_draws_fail(self):
        draws = normal_draws(2)
        draws[4] = 0.5
        self.assertFalse(deviations(summarise(draws), self.reference)["passed"])

    def test_stuck_chains_do_not_pass_by_their_large_errors(self):
        # Each chain stays near a place of its own; the mean and SD over all are about right.
        noise = 0.01 * normal_draws(5, size=1000)
        places = np.array([-1.2, -0.6, 0.6, 1.2])[None, :, None]
        self.assertFalse(deviations(summarise(places + noise), self.reference)["passed"])

    def test_autocorrelation_lowers_the_effective_size(self):
        independent = smallest(self.reference)
        noise, chain = normal_draws(3), normal_draws(4)
        for draw_index in range(1, chain.shape[2]):
            previous = 0.8 * chain[..., draw_index - 1]
            chain[..., draw_index] = previous + 0.6 * noise[..., draw_index]
        # An AR(1) with coefficient 0.8 has (1 - 0.8) / (1 + 0.8) = 1/9 of the draws.
        bulk = smallest(summarise(chain), ("ess_bulk",))
        self.assertGreater(independent, 10_000)
        self.assertAlmostEqual(bulk / 16_000, 1 / 9, delta=0.025)


class LongEnough(unittest.TestCase):
    def test_short_runs_are_made_again(self):
        asked = []

        def run(draws):
            asked.append(draws)
            return draws, 4 * draws * 1e-4

        job = {"chains": 4, "seconds": 2.0, "draws_at_least": 1000}
        _, seconds = run_long_enough(run, job, 1e-3)
        self.assertGreaterEqual(seconds, 2.0)
        self.assertEqual(asked[0], 1000)
        self.assertGreater(len(asked), 1)


class Ratios(unittest.TestCase):
    def entry(self, engine, rate, passed=True, run="1"):
        return {
            "dataset": "d", "engine": engine, "studies": 3, "run": run, "core_share": 1.0,
            "ess_per_second": rate, "seconds_to_4000": 4000 / rate, "check": {"passed": passed},
        }

    def table(self, *entries):
        race = Race.__new__(Race)
        race.engines, race.datasets = ["sroc", "jags", "stan-centred"], ["d"]
        race.entries = {("d", entry["engine"]): entry for entry in entries}
        return main_table(race)[2]

    def test_fastest_peer_counts(self):
        row = self.table(
            self.entry("sroc", 1000), self.entry("jags", 10), self.entry("stan-centred", 20))
        self.assertIn("Stan, centred", row)
        self.assertIn("**50**", row)
        self.assertNotIn("†", row)

    def test_wrong_posterior_does_not_count(self):
        row = self.table(
            self.entry("sroc", 1000), self.entry("jags", 10), self.entry("stan-centred", 20, False))
        self.assertIn("**100**", row)

    def test_our_wrong_posterior_has_no_ratio(self):
        row = self.table(self.entry("sroc", 1000, False), self.entry("jags", 10))
        self.assertNotIn("**", row)

    def test_without_a_peer_ours_still_stands(self):
        row = self.table(self.entry("sroc", 1234))
        self.assertIn("1,230", row)
        self.assertNotIn("**", row)

    def test_other_run_is_marked(self):
        row = self.table(self.entry("sroc", 1000, run="2"), self.entry("jags", 10))
        self.assertIn("**100**†", row)


EXPORTED = """\
parameters {
  real mu_se_1;
  real mu_se_2;
  real mu_sp;
  real<lower=0> tau_se;
  real<lower=0> tau_sp;
  real<lower=-1, upper=1> rho;
  vector[N] score_se;
}
model {
  mu_se_1 ~ normal(0, 1.5);
  mu_se_2 ~ normal(0, 1);
  mu_sp ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lpdf(0.5 * (rho + 1) | 2, 2);
}
"""


class Export(unittest.TestCase):
    data = {
        "N": 3, "tp": [1, 2, 3], "fn": [1, 1, 1], "fp": [0, 1, 0], "tn": [9, 8, 7],
        "x_se": [[1, 0], [1, 1], [1, 2]], "x_sp": [[1], [1], [1]],
    }

    def test_population_parameters_and_priors_are_read(self):
        found = read_export(EXPORTED, self.data)
        self.assertEqual(
            found["names"], ["mu_se_1", "mu_se_2", "mu_sp", "tau_se", "tau_sp", "rho"])
        self.assertEqual(found["columns"][1], "mu_se.2")
        self.assertEqual(found["prior_se"], [1.5, 1.0])
        self.assertEqual((found["rows"], found["nu"], found["study"]), (0, 0.0, [1, 2, 3]))

    def test_rows_of_one_study_are_read(self):
        data = {**self.data, "U": 2, "of_study": [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]}
        found = read_export(EXPORTED, data)
        self.assertEqual((found["rows"], found["study"]), (1, [1, 2, 1]))
        phi = EXPORTED.replace("  vector[N]", "  real<lower=0, upper=1> phi;\n  vector[N]")
        self.assertEqual(read_export(phi, data)["rows"], 2)

    def test_another_prior_is_refused(self):
        with self.assertRaises(ValueError):
            read_export(EXPORTED.replace("tau_se ~ normal(0, 1)", "tau_se ~ normal(0, 2)"), self.data)

    def test_names_in_a_program_with_vectors(self):
        self.assertEqual([indexed(n) for n in ("mu_sp_3", "mu_sp", "tau_se", "phi")],
                         ["mu_sp[3]", "mu_sp[1]", "tau_se", "phi[1]"])


class Rounds(unittest.TestCase):
    """Three rounds of ours and of two peers, whose checks are given."""

    def setUp(self):
        name = next(iter(results_models.MODELS))
        self.runs = results_models.Runs.__new__(results_models.Runs)
        self.runs.name = name
        self.runs.all = {engine: {} for engine in race_models.ENGINES}
        self.verdict = results_models.is_right
        results_models.is_right = lambda name, engine, entry: entry["right"]

    def tearDown(self):
        results_models.is_right = self.verdict

    def add(self, engine, *rates, right=True):
        self.runs.all[engine] = {
            number: {"ess_per_second": rate, "right": right} for number, rate in enumerate(rates, 1)
        }

    def test_ratio_is_the_median_of_ratios_inside_a_round(self):
        self.add("sroc", 1000, 3000, 900)
        self.add("stan-centred", 10, 20, 30)
        self.add("nutpie-centred", 1)
        self.assertEqual(self.runs.fastest_peer(), "stan-centred")
        self.assertEqual(self.runs.ratios("stan-centred"), [30, 100, 150])
        self.assertIn("**100** | 3: 30 to 150", results_models.main_table([self.runs])[2])

    def test_wrong_posterior_is_no_fastest_peer(self):
        self.add("sroc", 1000)
        self.add("stan-centred", 500, right=False)
        self.add("nutpie-centred", 10)
        self.assertEqual(self.runs.fastest_peer(), "nutpie-centred")
        self.assertIn("**100**†", results_models.main_table([self.runs])[2])

    def test_our_wrong_posterior_has_no_ratio(self):
        self.add("sroc", 1000, right=False)
        self.add("stan-centred", 10)
        self.assertNotIn("**", results_models.main_table([self.runs])[2])


class Chart(unittest.TestCase):
    def test_bars_end_at_their_value(self):
        axis = Axis(10, 100_000)
        self.assertAlmostEqual(axis.place(10), LABELS)
        self.assertAlmostEqual(axis.place(1000), (LABELS + RIGHT) / 2)
        self.assertAlmostEqual(axis.place(100_000), RIGHT)

    def test_figure_is_well_formed(self):
        bars = [("sroc", 1000.0, True, ""), ("a < b & c", None, False, "not available")]
        tree = ElementTree.fromstring(draw([("d", bars)], [("d", 50.0)]))
        texts = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("a < b & c", texts)
        self.assertIn("1,000", texts)

    def test_three_digits(self):
        self.assertEqual(number(359_640), "360,000")
        self.assertEqual(number(4.956), "4.96")
        self.assertTrue(math.isclose(float(number(211.7)), 212))


if __name__ == "__main__":
    unittest.main()
