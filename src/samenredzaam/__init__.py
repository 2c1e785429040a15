"""Neighbourhood self-reliance (samenredzaamheid) in the Dutch social domain, simulated agent by agent."""

from importlib import metadata

__version__ = metadata.version("samenredzaam")
