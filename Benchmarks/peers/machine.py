"""What a figure of speed depends on beside the program: machine, load, commit."""

import datetime
import os
import pathlib
import platform
import subprocess


def output(*command, cwd=None):
    try:
        done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=cwd)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def processor():
    """Model name and the widest instruction set that the kernel of `sroc` may choose."""
    name, flags = platform.machine(), []
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            name = value.strip()
        if key.strip() == "flags":
            flags = value.split()
            break
    widest = next((f for f in ("avx512f", "avx2") if f in flags), "SSE2")
    family = {
        key.strip(): value.strip()
        for key, _, value in (l.partition(":") for l in output("lscpu").splitlines())
    }
    detail = f"family {family.get('CPU family', '?')}, model {family.get('Model', '?')}"
    return f"{name} ({detail}), {os.cpu_count()} cores, {widest.upper()}"


def commit(root):
    revision = output("git", "rev-parse", "--short", "HEAD", cwd=root) or "not a checkout"
    changed = output("git", "status", "--porcelain", "--", "Sources", "Package.swift", cwd=root)
    return revision + (", with uncommitted changes" if changed else "")


def describe_machine(root, core):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        system = platform.system()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "commit": commit(root),
        "processor": processor(),
        "system": f"{system}, Linux {platform.release()}, {memory:.0f} GB",
        "load": os.getloadavg()[0],
        "core": core,
    }
