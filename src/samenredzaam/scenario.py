"""A scenario: what is asked, of which neighbourhood, from when, and how policy changes by date.

A TOML file is read into frozen values, once. What is in force in a week is worked out from them and kept
nowhere, so a scenario cannot come to mean something else while it runs. A file names what it is based on and
says only what differs.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from samenredzaam import mechanisms
from samenredzaam.errors import nearest
from samenredzaam.neighbourhood.levers import Lever
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.profile import read as read_profile
from samenredzaam.neighbourhood.profile_folders import END, read_folder
from samenredzaam.neighbourhood.synthesis import residents_each
from samenredzaam.parameters import Declaration
from samenredzaam.scenario_changes import Change
from samenredzaam.scenario_files import find, names, profile_names, shipped, tables
from samenredzaam.scenario_policy import Known
from samenredzaam.scenario_reading import MOST_CHANGES, RESIDENTS, WEEKS, Sheet, lineage, read_sheet, sheet
from samenredzaam.scenario_values import Place, bounds_of, number, plainly, written
from samenredzaam.texts import Text

__all__ = ["Change", "Scenario", "names", "parse", "read", "shipped"]

_MAPPINGS = ("start_policy", "parameters")


@dataclass(frozen=True)
class Scenario:
    """A scenario, resolved: nothing in it refers to another file but a profile.

    A variation is made with `dataclasses.replace`, and is checked anew.

    Attributes:
        name: the stem of its file.
        title: what it is called.
        question: the question asked with it.
        background: of a regime: what it stands for, and where the idea comes from.
        sources: of a regime: the keys of the publications its background names.
        profile: a profile that ships, or the path of one within `folder`, or of a folder of them, which ends in "/".
        residents: to how many residents the profile is scaled (a folder: all of it); None is as many as it has.
        beside: profiles of other neighbourhoods of the municipality, given as `profile` is, scaled as much as that.
        start: the first day of week 0.
        weeks: how many weeks are simulated.
        start_policy: levers that differ from their default from the start, spin-up included, by name.
        parameters: declared parameters that differ from their default, by "mechanism.field".
        changes: changes of policy by date; those of one date in the order of the files, parents first.
        levers: the levers there are, with their defaults and ranges.
        folder: where a profile's path begins; None is the folder one works in.
    """

    name: str
    title: Text
    question: Text
    profile: str
    residents: int | None
    start: datetime.date
    weeks: int
    start_policy: Mapping[str, float]
    parameters: Mapping[str, float]
    changes: tuple[Change, ...]
    levers: Mapping[str, Lever] = field(default_factory=lambda: LEVERS, compare=False, repr=False)
    folder: Path | None = field(default=None, compare=False, repr=False)
    beside: tuple[str, ...] = ()
    background: Text | None = None
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            object.__setattr__(self, name, MappingProxyType(dict(sorted(getattr(self, name).items()))))
        object.__setattr__(self, "changes", tuple(sorted(self.changes, key=lambda change: change.date)))
        setting = Place(self.name, "[setting]")
        number(setting, "weeks", self.weeks, WEEKS)
        if self.residents is not None:
            number(setting, "residents", self.residents, RESIDENTS)
        if self.of_folder and self.beside:
            raise setting.wrong(
                "beside",
                "staat naast een profile dat een map is ({folder}); zet alle profielen in de map, en schrijf "
                "beside = []",
                "stands beside a profile that is a folder ({folder}); put all profiles in the folder, and write "
                "beside = []",
                folder=self.profile,
            )
        if len(self.changes) > MOST_CHANGES:
            raise Place(self.changes[-1].place.file).wrong(
                "[[policy]]",
                "staat er {count} keer, met wat eronder ligt; houd het bij {most}",
                "stands there {count:,} times, with what it is based on; keep to {most}",
                count=len(self.changes), most=MOST_CHANGES,
            )  # fmt: skip
        for change in self.changes:
            if change.date < self.start:
                raise change.place.wrong(
                    "date",
                    "is {date}, voor het scenario begint ({start}); geef die dag of een latere, of gebruik "
                    "[start_policy] voor wat van het begin af geldt",
                    "is {date}, before the scenario starts ({start}); give that day or a later one, or use "
                    "[start_policy] for what holds from the start",
                    date=change.date, start=self.start,
                )  # fmt: skip
        for lever in sorted({change.lever for change in self.changes}):
            self._check_range(lever)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields, for a copy in another process; views of mappings cannot be sent."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {name: dict(found[name]) for name in _MAPPINGS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over the fields, the mappings unchangeable again."""
        for name, found in state.items():
            object.__setattr__(self, name, MappingProxyType(found) if name in _MAPPINGS else found)

    def __hash__(self) -> int:
        return int(self.hash()[:15], 16)

    @property
    def profile_source(self) -> str | Path:
        """Return what the profile is read from: the name of one that ships, or a path."""
        return self._source(self.profile)

    @property
    def of_folder(self) -> bool:
        """Tell whether the profile is a folder of them: a municipality with all its neighbourhoods."""
        return self.profile.endswith(END)

    def profiles(self) -> tuple[Profile, ...]:
        """Read the profiles of all neighbourhoods: that of `profile` first, or those of a folder by code.

        Raises:
            InputError: one is not there or cannot be used.
        """
        if self.of_folder:
            return read_folder(Path(self.profile_source))
        return tuple(read_profile(self._source(one)) for one in (self.profile, *self.beside))

    def residents_each(self, profiles: Sequence[Profile]) -> tuple[int, ...]:
        """Return how many residents each neighbourhood gets, in the order of the profiles."""
        return residents_each(profiles, self.residents, together=self.of_folder)

    def _source(self, profile: str) -> str | Path:
        if not profile.endswith((".toml", END)):
            return profile
        return Path(profile) if self.folder is None else self.folder / profile

    @cached_property
    def text(self) -> str:
        """Return the scenario as TOML in its one canonical form, which is read as the same scenario."""
        said: dict[str, Mapping[str, object]] = {"title": self.title._asdict(), "question": self.question._asdict()}
        if self.background is not None:
            said["background"] = {**self.background._asdict(), "sources": self.sources or None}
        parts = [written(f"[{name}]", keys) for name, keys in said.items()] + [self._before_the_start()]
        return "\n".join([*parts, *(written("[[policy]]", change.keys()) for change in self.changes)])

    def hash(self) -> str:
        """Return a hash of what the scenario says, whatever its name, comments, spacing and order of keys."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def spin_up_key(self) -> str:
        """Return a hash of all that spin-up can depend on: scenarios with the same can branch from one."""
        return hashlib.sha256(self._before_the_start().encode()).hexdigest()

    def _before_the_start(self) -> str:
        """Return the canonical text of the setting, the policy at the start and the parameters."""
        setting = {
            "profile": self.profile,
            "beside": self.beside or None,
            "start": self.start,
            "weeks": self.weeks,
            "residents": self.residents,
        }
        parts = [written("[setting]", setting), written("[start_policy]", self.start_policy)]
        for owner in dict.fromkeys(name.partition(".")[0] for name in self.parameters):
            own = {
                name.partition(".")[2]: value for name, value in self.parameters.items() if name.startswith(owner + ".")
            }
            parts.append(written(f"[parameters.{owner}]", own))
        return "\n".join(part for part in parts if part)

    def date(self, week: int) -> datetime.date:
        """Return the first day of a week; weeks of spin-up are negative."""
        return self.start + datetime.timedelta(days=7 * week)

    def week_of(self, date: datetime.date) -> int:
        """Return the week a date falls in."""
        return (date - self.start).days // 7

    def changes_in(self, week: int) -> tuple[Change, ...]:
        """Return the changes whose date falls in a week of the scenario; a ramp shows from the week after."""
        return tuple(change for change in self.changes if self.week_of(change.date) == week < self.weeks)

    def in_force(self, week: int, codes: tuple[str, ...]) -> dict[str, np.ndarray]:
        """Return the policy in force in a week.

        A change holds from the week its date falls in; n weeks later, n/r of a ramp of r weeks is reached.
        Where a change ends, its lever stands where it would have stood without it. After the end of the
        scenario its last week stays in force.

        Args:
            week: the week; in spin-up, before week 0, the policy at the start is in force.
            codes: the codes of the neighbourhoods, in the model's order.

        Returns:
            For each lever its value by neighbourhood, in the lever's unit: float64 arrays of shape
            (neighbourhoods,), made anew at each call.
        """
        # One array for all levers, of which each has its line: some sixty small ones take five times as long.
        found = dict(zip(self.levers, np.repeat(self._at_start[:, None], len(codes), axis=1), strict=True))
        if week >= 0:
            for change, reached in zip(self.changes, self._shares[:, min(week, self.weeks - 1)], strict=True):
                if reached > 0.0:
                    share = np.where(change.holds_for(codes), reached, 0.0)
                    found[change.lever] = change.after(found[change.lever], share)
        return found

    def check_codes(self, codes: Iterable[str]) -> None:
        """Refuse a change that is meant for a neighbourhood that is not there.

        Args:
            codes: the codes of the neighbourhoods of the model.

        Raises:
            InputError: a change names another code.
        """
        known = {code.strip().upper() for code in codes}
        for change in self.changes:
            for code in change.neighbourhoods:
                if code not in known:
                    raise change.place.wrong(
                        "neighbourhoods",
                        "bevat {code}, en dat is hier geen wijk; {near}",
                        "holds {code}, which is not a neighbourhood here; {near}",
                        code=code, near=nearest(code, known),
                    )  # fmt: skip

    @cached_property
    def _at_start(self) -> np.ndarray:
        """Return the value of each lever before any change, of shape (levers,), in their order."""
        return np.array([self.start_policy.get(name, one.declared.default) for name, one in self.levers.items()], float)

    @cached_property
    def _shares(self) -> np.ndarray:
        """Return how much of each change is reached in each week, 0 to 1, of shape (changes, weeks)."""
        weeks = np.arange(self.weeks)
        found = [change.share(weeks, self.start) for change in self.changes]
        return np.array(found, dtype=np.float64).reshape(len(self.changes), self.weeks)

    def _check_range(self, lever: str) -> None:
        """Refuse changes of a lever that in some week, in some neighbourhood, make a value it cannot have."""
        own = [place for place, change in enumerate(self.changes) if change.lever == lever]
        changes, shares = [self.changes[place] for place in own], self._shares[own]
        codes = ["", *sorted({code for change in changes for code in change.neighbourhoods})]
        # Neighbourhoods for which the same changes hold are looked at once; "" stands for those nobody names.
        where = np.array([change.holds_for(codes) for change in changes])
        for holding in np.unique(where, axis=1).T:
            found = np.repeat(self._at_start[list(self.levers).index(lever)], self.weeks)
            for change, share, holds in zip(changes, shares, holding, strict=True):
                if holds and share.any():
                    found = change.after(found, share)
                    self._check_values(change, found)

    def _check_values(self, change: Change, found: np.ndarray) -> None:
        """Refuse a change that makes a value its lever cannot have; `found` is the value in each week."""
        bounds = bounds_of(self.levers[change.lever].declared)
        wrong = (found < bounds.low) | (found > bounds.high)
        if bounds.whole:
            wrong |= found != np.floor(found)
        if wrong.any():
            week = int(np.argmax(wrong))
            whole = Text("geheel zijn en ", "whole and ") if bounds.whole else ""
            raise change.place.wrong(
                change.kind,
                "maakt {lever} {value} in de week van {date}; het moet {whole}blijven binnen {span}",
                "makes {lever} {value} in the week of {date}; it must stay {whole}within {span}",
                lever=change.lever, value=plainly(found[week]), date=self.date(week), whole=whole, span=bounds.span,
            )  # fmt: skip


def read(
    path_or_name: str | Path,
    folder: Path | None = None,
    *,
    levers: Mapping[str, Lever] = LEVERS,
    parameters: Mapping[str, Declaration] | None = None,
    profiles: tuple[str, ...] | None = None,
) -> Scenario:
    """Read a scenario, with all it is based on.

    Args:
        path_or_name: a path that ends in .toml, or a bare name.
        folder: where a bare name is looked up before the scenarios that ship; None is ./scenarios.
        levers: the levers there are.
        parameters: the declared parameters by "mechanism.field"; None is those of the mechanisms.
        profiles: the names of the profiles that ship; None looks.

    Raises:
        InputError: anything in a file cannot be used.
    """
    known = _known(levers, parameters, profiles)
    path = find(path_or_name, folder)
    return _resolved(path.stem, lineage(read_sheet(path, known), path, known), known)


def parse(
    text: str,
    name: str,
    *,
    levers: Mapping[str, Lever] = LEVERS,
    parameters: Mapping[str, Declaration] | None = None,
    profiles: tuple[str, ...] | None = None,
) -> Scenario:
    """Read a scenario from its text, such as a manifest holds; it can be based on those that ship.

    Args:
        text: the contents of a scenario file.
        name: what the scenario is called.
        levers: as for `read`.
        parameters: as for `read`.
        profiles: as for `read`.

    Raises:
        InputError: anything in it cannot be used.
    """
    known = _known(levers, parameters, profiles)
    first = sheet(tables(text, name), name, None, known)
    return _resolved(name, lineage(first, None, known), known)


def _known(
    levers: Mapping[str, Lever],
    parameters: Mapping[str, Declaration] | None,
    profiles: tuple[str, ...] | None,
) -> Known:
    """Return the names a scenario may use."""
    return Known(
        levers=levers,
        parameters=mechanisms.PARAMETERS if parameters is None else parameters,
        profiles=profile_names() if profiles is None else profiles,
    )


def _resolved(name: str, sheets: list[Sheet], known: Known) -> Scenario:
    """Return the scenario of sheets, the oldest first: keys that come later override, changes are added."""
    setting: dict[str, Any] = {}
    start_policy: dict[str, float] = {}
    parameters: dict[str, float] = {}
    for one in sheets:
        setting |= one.setting
        start_policy |= one.start_policy
        parameters |= one.parameters
    place = sheets[-1].place
    for key, example in (("profile", '"amsterdam-wk036366"'), ("start", "2024-01-01"), ("weeks", "520")):
        if key not in setting:
            raise place.inside("[setting]").wrong(
                key,
                'ontbreekt; voeg een regel toe zoals {key} = {example}, of based_on = "baseline" boven in het bestand',
                'is missing; add a line such as {key} = {example}, or based_on = "baseline" at the top of the file',
                key=key, example=example,
            )  # fmt: skip
    return Scenario(
        name=name,
        title=sheets[-1].title,
        question=sheets[-1].question,
        background=sheets[-1].background,
        sources=sheets[-1].sources,
        profile=setting["profile"],
        residents=setting.get("residents"),
        beside=setting.get("beside", ()),
        start=setting["start"],
        weeks=setting["weeks"],
        start_policy=start_policy,
        parameters=parameters,
        changes=tuple(change for one in sheets for change in one.changes),
        levers=known.levers,
        folder=next(one.folder for one in sheets[::-1] if "profile" in one.setting),
    )
