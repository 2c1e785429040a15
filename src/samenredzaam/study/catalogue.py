"""What there is to choose from, as rows for a table or for a program."""

from collections.abc import Callable
from typing import Any

from samenredzaam import metrics as metrics  # noqa: PLC0414 - importing it declares the indicators
from samenredzaam import scenario
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.neighbourhood import profile
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.parameters import Declaration
from samenredzaam.recording import METRICS
from samenredzaam.sources import sources
from samenredzaam.study.confidences import CONFIDENCE_NAMES
from samenredzaam.study.targets import targets
from samenredzaam.units import unit_text

Row = dict[str, Any]


def _numbers(declared: Declaration, language: str) -> Row:
    return {
        "default": declared.default,
        "low": declared.low,
        "high": declared.high,
        "unit": unit_text(declared.unit).said(language),
        "meaning": declared.meaning.said(language),
        "source": declared.origin.said(language),
    }


def _scenarios(language: str) -> list[Row]:
    found = [scenario.read(name) for name in scenario.names()]
    return [
        {"name": one.name, "title": one.title.said(language), "question": one.question.said(language)} for one in found
    ]


def _regimes(language: str) -> list[Row]:
    """Return the scenarios that stand for a way of governing: what they stand for, where the idea comes from."""
    return [
        {
            "name": one.name,
            "title": one.title.said(language),
            "background": one.background.said(language),
            "sources": " ".join(sources()[key].cited().said(language) for key in one.sources),
        }
        for one in map(scenario.read, scenario.names())
        if one.background is not None
    ]


def _profiles(language: str) -> list[Row]:
    found = [profile.read(name) for name in profile.shipped()]
    return [
        {"name": one.name, "title": one.title.said(language), "residents": one.residents, "source": one.source}
        for one in found
    ]


def _levers(language: str) -> list[Row]:
    return [
        {"name": name, "title": one.name.said(language), "owner": one.owner.value.said(language)}
        | _numbers(one.declared, language)
        for name, one in LEVERS.items()
    ]


def _parameters(language: str) -> list[Row]:
    return [{"name": name} | _numbers(declared, language) for name, declared in PARAMETERS.items()]


def _metrics(language: str) -> list[Row]:
    return [
        {"name": name, "title": one.title.said(language), "unit": one.unit.said(language), "better": one.better}
        for name, one in METRICS.items()
    ]


def _sources(language: str) -> list[Row]:
    return [
        {
            "key": key,
            "reference": one.cited().said(language),
            "confidence": CONFIDENCE_NAMES[one.confidence].said(language),
        }
        for key, one in sources().items()
    ]


def _targets(language: str) -> list[Row]:
    return [
        {
            "name": name,
            "title": one.title.said(language),
            "figure": one.figure(language),
            "unit": one.unit.said(language),
            "meaning": one.defined.said(language),
            "measure": one.measure or f"- ({one.reason.said(language)})",
            "source": one.source or CONFIDENCE_NAMES[one.confidence].said(language),
        }
        for name, one in targets().items()
    ]


CATALOGUES: dict[str, Callable[[str], list[Row]]] = {
    "scenarios": _scenarios,
    "regimes": _regimes,
    "profiles": _profiles,
    "levers": _levers,
    "parameters": _parameters,
    "metrics": _metrics,
    "sources": _sources,
    "targets": _targets,
}


def catalogue(what: str, language: str) -> list[Row]:
    """Return what there is of a kind (a key of CATALOGUES), its texts in a language."""
    return CATALOGUES[what](language)
