"""Compile the catalogues before the packages are gathered; all else stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent))

from opvangkaart.language.build import compile_all


class BuildWithSentences(build_py):
    """Gather the packages, the compiled catalogues among them; an editable install too."""

    def run(self) -> None:
        """Compile, then gather."""
        compile_all()
        super().run()


setup(cmdclass={"build_py": BuildWithSentences})
