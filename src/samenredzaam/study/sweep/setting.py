"""The setting of a plan: which scenarios, in which neighbourhoods, of what size, how long, and with which seeds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samenredzaam.neighbourhood.profile_folders import named
from samenredzaam.scenario import Scenario
from samenredzaam.scenario import read as read_scenario
from samenredzaam.scenario_policy import check_keys
from samenredzaam.scenario_reading import RESIDENTS, WEEKS, table_in
from samenredzaam.scenario_values import Bounds, Place, day, number, shown, string
from samenredzaam.texts import Text
from samenredzaam.units import unit_text

SEEDS = Bounds(1, 10_000, Text("runs", "runs"), whole=True)
FIRST_SEED = Bounds(0, 2**31, Text("startgetal", "seed"), whole=True)
EVERY = Bounds(1, 5200, unit_text("weeks"), whole=True)
BOUNDS = {"weeks": WEEKS, "residents": RESIDENTS, "every": EVERY, "seeds": SEEDS, "first_seed": FIRST_SEED}
A_PROFILE = "amsterdam-wk036366"


def setting_in(top: Place, tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in [setting]; one profile or several are `profiles`.

    Raises:
        InputError: something in it cannot be used.
    """
    place, table = top.inside("[setting]"), table_in(top, tables, "setting")
    check_keys(place, table, ("profile", "profiles", *BOUNDS, "change_date"))
    found: dict[str, Any] = {key: number(place, key, table[key], one) for key, one in BOUNDS.items() if key in table}
    if "profile" in table and "profiles" in table:
        raise place.wrong(
            "profiles", "staat er naast profile; geef een van beide", "stands beside profile; give one of the two"
        )
    if "profile" in table:
        found["profiles"] = (string(place, "profile", table["profile"], A_PROFILE),)
    if "profiles" in table:
        found["profiles"] = names_in(place, "profiles", table["profiles"], A_PROFILE)
    if "change_date" in table:
        found["change_date"] = day(place, "change_date", table["change_date"])
    return found


def scenarios_in(top: Place, tables: Mapping[str, Any], setting: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Return the scenarios of a plan, in the size and the first neighbourhood that it gives.

    Raises:
        InputError: one is not there, or named twice.
    """
    names = names_in(top, "scenarios", tables.get("scenarios", ["baseline"]), "baseline")
    changes = {key: setting[key] for key in ("residents", "weeks") if key in setting}
    found = (replace(read_scenario(name), **changes) for name in names)
    return tuple(placed(one, setting["profiles"][0]) if "profiles" in setting else one for one in found)


def placed(scenario: Scenario, profile: str) -> Scenario:
    """Return a scenario in another neighbourhood, as a person names it."""
    return replace(scenario, profile=named(profile), folder=None, beside=())


def names_in(place: Place, key: str, value: object, example: str) -> tuple[str, ...]:
    """Return a list of different names.

    Raises:
        InputError: it is none.
    """
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise place.wrong(
            key,
            'is {found}; geef een lijst van namen, zoals ["{example}"]',
            'is {found}; give a list of names, such as ["{example}"]',
            found=shown(value), example=example,
        )  # fmt: skip
    if len(set(value)) < len(value):
        twice = next(one for one in value if value.count(one) > 1)
        raise place.wrong(
            key, "noemt {name!r} twee keer; noem het een keer", "names {name!r} twice; name it once", name=twice
        )
    return tuple(value)
