"""What every sampling script of this folder shares: its task, its clock and the file it leaves.

A script is started as `sample_X.py JOB.json RESULT.npz`, in a process of its own.
"""

import json
import math
import resource
import sys
import time

import numpy as np

PARAMETERS = ("mu_se", "mu_sp", "tau_se", "tau_sp", "rho")


def read_job():
    """The task as a dictionary: data, chains, warmup, seconds, seed, centred, target_acceptance."""
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def write_result(draws, names=PARAMETERS, **facts):
    """Saves the draws, an array of parameter, chain, draw, and the facts about the run."""
    draws = np.ascontiguousarray(draws, dtype=np.float64)
    assert draws.shape[0] == len(names), draws.shape
    np.savez(sys.argv[2], draws=draws, facts=json.dumps(facts))


def run_long_enough(run, job, seconds_per_draw):
    """Runs an engine with so many draws per chain that its sampling takes `job["seconds"]`.

    `run(draws)` answers (result, seconds of sampling); `seconds_per_draw` is a first guess for one
    chain. A run that was too short is thrown away and made again with more draws, warm-up included.
    """
    draws = job["draws_at_least"]
    needed = job["seconds"] / (job["chains"] * seconds_per_draw)
    while True:
        draws = max(draws, 500 * math.ceil(needed / 500))
        result, seconds = run(draws)
        if seconds >= job["seconds"]:
            return result, seconds
        needed = 1.15 * draws * job["seconds"] / seconds


class Clock:
    """Processor time of a block: `with Clock() as clock: ...`, then `clock.seconds`.

    On one free core this is the wall clock; on a busy machine it leaves out the waiting. Child
    processes that have ended, such as compilers, count.
    """

    def __enter__(self):
        self.begin = self.used()
        return self

    def __exit__(self, *unused):
        self.seconds = self.used() - self.begin

    @staticmethod
    def used():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime
