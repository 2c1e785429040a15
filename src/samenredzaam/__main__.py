"""Run the command line with `python -m samenredzaam`."""

from samenredzaam.cli import main

main()
