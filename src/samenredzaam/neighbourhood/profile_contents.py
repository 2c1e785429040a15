"""The contents of a profile's file: which keys there are, and what may stand there."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samenredzaam.errors import InputError, kind_of_number, nearest, why_no_number
from samenredzaam.texts import Text, both

MOST_RESIDENTS = 20_000_000
TOLERANCE_SHARE, TOLERANCE_COUNT = 0.05, 15
"""Tables round to five and leave small numbers out: parts may miss their whole by so much."""

BANDS = ("age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65_plus")
GROUPS = (*(f"age_{age}_{age + 4}" for age in range(0, 95, 5)), "age_95_plus")
KINDS = ("gemeente", "wijk", "buurt", "land", "")

Contents = dict[str, Any]
"""Keys with a value, and tables (dicts) of keys with a value."""


@dataclass(frozen=True)
class Key:
    """What may stand at a key: a text, a whole number or a number from `low` to `high`."""

    form: type
    meaning: Text
    high: float = MOST_RESIDENTS
    low: float = 0
    needed: bool = False

    def refusal(self, value: object) -> Text | None:
        """Return why `value` cannot be taken, as the end of a sentence, or None if it can."""
        if self.form is str:
            fits = isinstance(value, str) and len(value) <= self.high and not any(map(_control, value))
            return None if fits else both(
                "is {found}; geef een tekst van hoogstens {most:g} tekens op een regel",
                "is {found}; give a text of at most {most:g} signs on one line",
                found=_shown(value), most=self.high,
            )  # fmt: skip
        why = why_no_number(value, self.low, self.high, whole=self.form is int)
        if why is None:
            return None
        return both(
            "is {found}, {why}; geef {kind} van {low:g} tot {high}",
            "is {found}, {why}; give {kind} from {low:g} to {high}",
            found=_shown(value), why=why, kind=kind_of_number(self.form is int), low=self.low,
            high=f"{self.high:,.0f}".replace(",", " "),
        )  # fmt: skip


def _control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc"


def _shown(value: object) -> str:
    """Return a value as it can stand in a sentence."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _count(nl: str, en: str, *, needed: bool = False, low: int = 0) -> Key:
    return Key(int, Text(nl, en), needed=needed, low=low)


TOP: dict[str, Key] = {
    "name": Key(
        str,
        Text("korte naam, zoals die van dit bestand", "short name, as that of this file"),
        80,
        needed=True,
    ),
    "source": Key(str, Text("waar de cijfers vandaan komen", "where the numbers come from"), 300, needed=True),
    "year": Key(int, Text("jaar van de tabel", "year of the table"), 2100, 1990),
    "code": Key(str, Text("code van het gebied", "code of the area"), 20, needed=True),
    "municipality": Key(str, Text("gemeente", "municipality"), 100),
    "kind": Key(str, Text("gemeente, wijk, buurt of land", "gemeente, wijk, buurt or land (country)"), 20),
    "residents": _count("inwoners op 1 januari", "residents on 1 January", needed=True, low=1),
}

_TITLE = Key(str, Text("", ""), 200, needed=True)
_PERCENT = Text("procent", "percent")


def _counts(*keys: str, needed: bool = False) -> dict[str, Key]:
    return {key: _count("", "", needed=needed) for key in keys}


@dataclass(frozen=True)
class Section:
    """A table of the file: its keys, what to tell of it, whether it may be left out."""

    meaning: Text
    keys: dict[str, Key]
    needed: bool = False


SECTIONS: dict[str, Section] = {
    "title": Section(Text("Hoe het gebied heet.", "What people call the area."), {"nl": _TITLE, "en": _TITLE}, True),
    "sex": Section(
        Text("Mannen en vrouwen, zoals ingeschreven.", "Men and women, as registered."),
        _counts("men", "women", needed=True),
        True,
    ),
    "ages": Section(Text("Inwoners naar leeftijd.", "Residents by age."), _counts(*BANDS, needed=True), True),
    "households": Section(
        Text(
            "Particuliere huishoudens: alle, van een persoon, zonder kinderen, met kinderen.\n"
            "single_parents (eenouder) mag weg; dan geldt een aandeel van elders.",
            "Private households: all, of one person, without children, with children.\n"
            "single_parents may be left out; then a share from elsewhere is used.",
        ),
        {
            **_counts("total", "one_person", "without_children", "with_children", needed=True),
            **_counts("single_parents"),
        },
        True,
    ),
    "background": Section(
        Text(
            "Herkomst. In oudere tabellen van CBS heet european 'westerse migratieachtergrond' en other\n"
            "'niet-westerse migratieachtergrond', in nieuwere 'Europa (exclusief Nederland)' en\n"
            "'buiten Europa'.",
            "Origin. In older tables of CBS european is called 'western migration background' and other\n"
            "'non-western migration background', in newer ones 'Europe (excluding the Netherlands)' and\n"
            "'outside Europe'.",
        ),
        _counts("european", "other", needed=True),
    ),
    "schooling": Section(
        Text(
            "Hoogst behaalde opleiding van inwoners van 15 tot 75 jaar.",
            "Highest schooling of residents from 15 to 75 years.",
        ),
        _counts("low", "middle", "high", needed=True),
    ),
    "work": Section(
        Text(
            "Betaald werk: procent van de inwoners van 15 tot 75 jaar (nettoarbeidsparticipatie).\n"
            "Bijstand (social_assistance): personen.",
            "Paid work: percent of residents from 15 to 75 years (net participation).\nSocial assistance: persons.",
        ),
        {"participation_percent": Key(float, _PERCENT, 100), **_counts("social_assistance")},
    ),
    "income": Section(
        Text(
            "Procent van de huishoudens bij de 40% met het laagste en de 20% met het hoogste inkomen.",
            "Percent of households among the 40% with the lowest and the 20% with the highest income.",
        ),
        {key: Key(float, _PERCENT, 100, needed=True) for key in ("lowest_40_percent", "highest_20_percent")},
    ),
    "events": Section(
        Text(
            "Geboorten en sterfte in een jaar, ter vergelijking.",
            "Births and deaths in a year, to compare with.",
        ),
        _counts("births", "deaths"),
    ),
    "place": Section(
        Text(
            "Woningen, land in hectare (zonder water), stedelijkheid van 1 (zeer sterk) tot 5 (niet).",
            "Dwellings, land in hectares (without water), urbanity from 1 (very urban) to 5 (not urban).",
        ),
        {**_counts("dwellings", "land_hectares"), "urbanity": Key(int, Text("", ""), 5, 1)},
    ),
    "age_groups": Section(
        Text(
            "Inwoners naar vijf jaar leeftijd; mag weg, dan geldt een kromme van elders binnen [ages].",
            "Residents by five years of age; may be left out, then a curve from elsewhere is used.",
        ),
        _counts(*GROUPS, needed=True),
    ),
}


def checked(contents: Contents, where: str) -> Contents:
    """Return contents that hold all keys needed, no others, and nothing that cannot be.

    Args:
        contents: keys and tables as read.
        where: what to name in an error: the file.

    Raises:
        InputError: naming the key, what was found and what would be right.
    """
    _check_names(where, "", contents, {*TOP, *SECTIONS})
    _check_keys(where, "", {key: value for key, value in contents.items() if key not in SECTIONS}, TOP)
    for name, section in SECTIONS.items():
        if name not in contents:
            if section.needed:
                raise InputError(
                    "{where}: de tabel [{name}] ontbreekt; {meaning}",
                    "{where}: the table [{name}] is missing; {meaning}",
                    where=where,
                    name=name,
                    meaning=Text(*(said.splitlines()[0] for said in section.meaning)),
                )
            continue
        if not isinstance(contents[name], dict):
            raise InputError(
                "{where}: {name} is {found}; geef een tabel [{name}] met haar sleutels",
                "{where}: {name} is {found}; give a table [{name}] with its keys",
                where=where,
                name=name,
                found=_shown(contents[name]),
            )
        _check_names(where, f"{name}.", contents[name], section.keys)
        _check_keys(where, f"{name}.", contents[name], section.keys)
    if contents.get("kind", "") not in KINDS:
        kinds = ", ".join(KINDS[:-1])
        raise InputError(
            "{where}: kind is {found!r}; geef een van {kinds}",
            "{where}: kind is {found!r}; give one of {kinds}",
            where=where,
            found=contents["kind"],
            kinds=kinds,
        )
    _check_sums(where, contents)
    return contents


def _check_names(where: str, table: str, found: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuse a key that is not known."""
    names = list(known)
    for key in found:
        if key not in names:
            raise InputError(
                "{where}: een profiel kent geen sleutel {key!r}; {near}",
                "{where}: there is no key {key!r} in a profile; {near}",
                where=where,
                key=table + key[:60],
                near=nearest(key[:60], names),
            )


def _check_keys(where: str, table: str, found: Mapping[str, Any], keys: Mapping[str, Key]) -> None:
    """Refuse a missing key, or one whose value cannot be."""
    for name, key in keys.items():
        if name not in found:
            if key.needed:
                raise InputError(
                    "{where}: de sleutel {key} ontbreekt; een profiel heeft die nodig",
                    "{where}: the key {key} is missing; a profile needs it",
                    where=where,
                    key=table + name,
                )
        elif refusal := key.refusal(found[name]):
            raise InputError(
                "{where}: {key} {refusal}", "{where}: {key} {refusal}", where=where, key=table + name, refusal=refusal
            )


def _check_sums(where: str, contents: Contents) -> None:
    """Refuse parts that do not make their whole, and parts larger than it."""
    residents, households = contents["residents"], contents["households"]
    kinds = [households[kind] for kind in ("one_person", "without_children", "with_children")]
    _check_sum(where, "[sex]", sum(contents["sex"].values()), "residents", residents)
    _check_sum(where, "[ages]", sum(contents["ages"].values()), "residents", residents)
    _check_sum(
        where,
        Text("de soorten van [households]", "the kinds of [households]"),
        sum(kinds),
        "households.total",
        households["total"],
    )
    if "age_groups" in contents:
        _check_groups(where, contents["age_groups"], contents["ages"])
    adults = residents - contents["ages"]["age_0_14"]
    for name, part, whole_name, whole in (
        (
            "households.total",
            households["total"],
            Text("de inwoners van 15 en ouder", "the residents of 15 and older"),
            adults,
        ),
        (
            Text(
                "de personen die de soorten van [households] vragen (1, 2 en 2 voor elk)",
                "the persons that the kinds of [households] need (1, 2 and 2 for each)",
            ),
            kinds[0] + 2 * kinds[1] + 2 * kinds[2],
            "residents",
            residents,
        ),
        (
            "households.single_parents",
            households.get("single_parents", 0),
            "households.with_children",
            kinds[2],
        ),
        ("[background]", sum(contents.get("background", {}).values()), "residents", residents),
        # CBS counts schooling at another date than residents: in young wijken it may be a quarter more.
        (
            "[schooling]",
            sum(contents.get("schooling", {}).values()),
            Text("anderhalf maal de volwassenen", "one and a half times the adults"),
            adults * 1.5,
        ),
        (
            "work.social_assistance",
            contents.get("work", {}).get("social_assistance", 0),
            "residents",
            residents,
        ),
        ("events.births", contents.get("events", {}).get("births", 0), "residents", residents),
        ("events.deaths", contents.get("events", {}).get("deaths", 0), "residents", residents),
        ("[income]", sum(contents.get("income", {}).values()), Text("100 procent", "100 percent"), 100),
    ):
        if part > whole + _tolerance(whole):
            raise InputError(
                "{where}: {name} komt op {part:g}, meer dan {whole_name} ({whole:g}); verbeter een van beide",
                "{where}: {name} comes to {part:g}, more than {whole_name} ({whole:g}); correct one of them",
                where=where, name=name, part=part, whole_name=whole_name, whole=whole,
            )  # fmt: skip
    if households["total"] < 1:
        raise InputError(
            "{where}: households.total is 0 terwijl er inwoners zijn; geef ten minste 1",
            "{where}: households.total is 0 though there are residents; give at least 1",
            where=where,
        )
    if "schooling" in contents and not sum(contents["schooling"].values()):
        raise InputError(
            "{where}: [schooling] heeft niemand; laat de tabel weg als er niets bekend is",
            "{where}: [schooling] has nobody; leave the table out when nothing is known",
            where=where,
        )


def _check_groups(where: str, groups: Mapping[str, int], ages: Mapping[str, int]) -> None:
    """Refuse five-year groups that do not make the bands."""
    edges = (0, 3, 5, 9, 13, 20)
    values = [groups[name] for name in GROUPS]
    for place, band in enumerate(BANDS):
        found = sum(values[edges[place] : edges[place + 1]])
        _check_sum(
            where,
            Text(f"het deel van [age_groups] binnen {band}", f"the part of [age_groups] within {band}"),
            found,
            f"ages.{band}",
            ages[band],
        )


def _tolerance(whole: float) -> float:
    return TOLERANCE_SHARE * whole + TOLERANCE_COUNT


def _check_sum(where: str, name: str | Text, found: int, whole_name: str, whole: int) -> None:
    """Refuse parts that miss their whole by more than rounding explains."""
    if abs(found - whole) > _tolerance(whole):
        raise InputError(
            "{where}: {name} komt op {found}, maar {whole_name} is {whole}; verbeter een van beide",
            "{where}: {name} comes to {found}, but {whole_name} is {whole}; correct one of them",
            where=where,
            name=name,
            found=found,
            whole_name=whole_name,
            whole=whole,
        )
