"""What the faults share: the program under a fault, and what a run's directory holds after it."""

import atexit
import collections
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FIT = ["fit", "example:audit4", "--draws", "100", "--chains", "1", "--prevalence", "0.3"]
# The old run has a folder that the new one has not.
OLD, NEW = FIT + ["--export", "stan"], FIT + ["--seed", "2", "--prior", "uniform"]


def compile_shim(target):
    """With cc, or the clang beside swift; ends with 77 where neither is there."""
    swift = shutil.which("swift")
    clang = os.path.join(os.path.dirname(os.path.realpath(swift)), "clang") if swift else ""
    found = [[cc] for cc in (shutil.which("cc"),) if cc]
    found += [[clang, "-fuse-ld=lld"]] if os.access(clang, os.X_OK) else []
    if not found:
        print("faults: not run: a C compiler is needed, cc or the clang of a Swift toolchain",
              file=sys.stderr)
        sys.exit(77)
    source = os.path.join(HERE, "shim.c")
    for compiler in found:
        done = subprocess.run(
            compiler + ["-shared", "-fPIC", "-O1", "-o", target, source, "-ldl"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode == 0:
            return
    sys.exit(f"faults: {compiler[0]} cannot compile {source}\n{done.stderr.rstrip()}")


class Bench:
    """A scratch folder with the program, the shim, and both runs as they should be."""

    def __init__(self, program, stride):
        self.root = tempfile.mkdtemp(prefix="sroc-faults-")
        atexit.register(shutil.rmtree, self.root, ignore_errors=True)
        os.chmod(self.root, 0o755)
        self.stride = stride
        # Beside its files another user may run it too.
        self.program = shutil.copy(program, os.path.join(self.root, "sroc"))
        self.shim = os.path.join(self.root, "shim.so")
        compile_shim(self.shim)
        self.rows = []
        start = time.monotonic()
        self.old = self.reference("old", OLD)
        self.new = self.reference("new", NEW)
        self.seconds = (time.monotonic() - start) / 2

    def reference(self, name, arguments):
        code, words = self.run(arguments + ["--out", self.path(name), "--quiet"])
        if code != 0:
            sys.exit(f"faults: the program fails without any fault: {code} {words}")
        return tree(self.path(name))

    def path(self, name):
        return os.path.join(self.root, name)

    def command(self, arguments, out=None):
        return [self.program] + arguments + (["--out", out] if out else []) + ["--no-progress"]

    def environment(self, **fault):
        variables = dict(os.environ)
        if fault:
            variables["LD_PRELOAD"] = self.shim
            variables.update({f"FAULT_{key.upper()}": str(value) for key, value in fault.items()})
        return variables

    def run(self, arguments, fault=None, **options):
        """Exit code (128 + number for a signal) and the words on standard error."""
        done = subprocess.run(
            [self.program] + arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=self.environment(**(fault or {})), timeout=120, **options)
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return code, done.stderr.decode(errors="replace")

    def fit(self, out, arguments=NEW, fault=None, **options):
        return self.run(arguments + ["--out", out, "--quiet", "--no-progress"], fault, **options)

    def old_run(self):
        """A fresh copy of the old run."""
        path = self.path("run")
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.path("old"), path, symlinks=True)
        return path

    def state(self, path):
        found = tree(path)
        if "run.json" not in found:
            return "no run"
        visible = {name: text for name, text in found.items() if not is_hidden(name)}
        if visible == self.new:
            return "new run"
        return "old run" if visible == self.old else "mixture"

    def reading(self, path):
        """How every reader takes a directory."""
        codes = []
        for verb in (["report", "--quiet"], ["plot", "--figure", "forest"], ["fit", "--quiet", "--config"]):
            code, words = self.run(verb + [path])
            codes.append(code if len(words.strip().splitlines()) == (code != 0) else -1)
        return codes

    def add(self, fault, promise, outcomes):
        """Outcomes are pairs of a text and whether it is as promised."""
        counts = collections.Counter(text for text, _ in outcomes)
        kept = bool(outcomes) and all(good for _, good in outcomes)
        text = ", ".join(f"{text} ({count})" for text, count in sorted(counts.items()))
        self.rows.append((fault, len(outcomes), text or "not tried", promise, kept))
        print(f"{'kept  ' if kept else 'BROKEN'}  {fault}: {text or 'not tried'}", flush=True)


def is_hidden(name):
    return any(part.startswith(".") for part in name.split("/"))


def tree(path):
    """All files below with their bytes, but for times."""
    files = {}
    for folder, _, names in os.walk(path):
        for name in names:
            full = os.path.join(folder, name)
            short = os.path.relpath(full, path)
            if short == "timing.json":
                continue
            if os.path.islink(full):
                files[short] = "link to " + os.readlink(full)
            else:
                with open(full, "rb") as file:
                    files[short] = file.read()
    return files


def leftovers(path):
    return [name for name in tree(path) if is_hidden(name)]
