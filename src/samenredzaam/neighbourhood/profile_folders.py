"""A municipality as a folder: one profile for each of its neighbourhoods, each a file that a person can correct.

The folder is no more than its profiles: take a file out, and that neighbourhood is not there. It is put under its name
when all of it is written, so a folder that is there is whole.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from samenredzaam.errors import InputError, nearest
from samenredzaam.neighbourhood.profile import Profile, lack_of, profile_from, read, shipped, write
from samenredzaam.neighbourhood.statistics import Area, Statistics
from samenredzaam.neighbourhood.synthesis import LEAST_RESIDENTS
from samenredzaam.texts import LANGUAGES, Text, both

END = "/"
"""How a scenario tells a folder of profiles from one profile: its path ends so."""

MOST_NAMED = 4
"""So many neighbourhoods are named one by one; of more is said how many there are."""

_KIND_NAMES = {"wijk": Text("wijken", "wijken"), "buurt": Text("buurten", "buurten")}
_ANY_KIND = Text("wijken", "neighbourhoods")


class Municipality(NamedTuple):
    """The neighbourhoods of a municipality, as a table of statistics has them.

    Attributes:
        profiles: of each wijk of which one can be made, in the order of their codes.
        left_out: of each other wijk, why none can be made, as a sentence without a full stop.
    """

    profiles: tuple[Profile, ...]
    left_out: tuple[Text, ...]

    @property
    def name(self) -> str:
        """Return a short name, such as "amsterdam"."""
        return self.profiles[0].name.rpartition("-")[0]

    @property
    def residents(self) -> int:
        """Return how many people live in all of them."""
        return sum(one.residents for one in self.profiles)


def municipality_from(statistics: Statistics, code: str | None = None) -> Municipality:
    """Return the wijken of a municipality of a table; its own row and those of buurten are not used.

    Args:
        statistics: the table.
        code: the code of the municipality, such as "GM0363"; None where the table is of one.

    Raises:
        InputError: the table holds no wijken, or of several municipalities, or of none with this code, or of no wijk
            a profile can be made.
    """
    wijken = _wijken(statistics, code)
    found = {area.code: _made(statistics, area) for area in sorted(wijken, key=lambda area: area.code)}
    profiles = tuple(one for one in found.values() if isinstance(one, Profile))
    left_out = tuple(one for one in found.values() if isinstance(one, Text))
    if not profiles:
        raise InputError(
            "{path}: van geen van de {count} wijken kan een profiel worden gemaakt ({why}); download de tabel van een "
            "jaar waarin die cijfers bekend zijn",
            "{path}: of none of the {count} wijken a profile can be made ({why}); download the table of a year for "
            "which those numbers are known",
            path=statistics.path, count=len(wijken), why=left_out[0],
        )  # fmt: skip
    return Municipality(profiles, left_out)


def _wijken(statistics: Statistics, code: str | None) -> list[Area]:
    """Return the wijken of the municipality that is meant."""
    found: dict[str, list[Area]] = {}
    for area in statistics.areas:
        if area.kind == "wijk":
            # The four figures of a municipality stand in the codes of all that lies in it.
            found.setdefault(f"GM{area.code[2:6]}", []).append(area)
    if not found:
        raise InputError(
            "{path} bevat geen wijken; download 'Kerncijfers wijken en buurten' met de wijken van de gemeente",
            "{path} holds no wijken; download 'Kerncijfers wijken en buurten' with the wijken of the municipality",
            path=statistics.path,
        )
    if code is None and len(found) > 1:
        raise InputError(
            "{path} bevat wijken van {count} gemeenten; kies er een met --code, zoals {first}",
            "{path} holds wijken of {count} municipalities; choose one with --code, such as {first}",
            path=statistics.path, count=len(found), first=next(iter(found)),
        )  # fmt: skip
    wanted = next(iter(found)) if code is None else code.strip().upper()
    if wanted not in found:
        raise InputError(
            "{path}: er zijn geen wijken van een gemeente met code {code!r}; {near}",
            "{path}: there are no wijken of a municipality with code {code!r}; {near}",
            path=statistics.path, code=wanted[:80], near=nearest(wanted[:80], found),
        )  # fmt: skip
    return found[wanted]


def _made(statistics: Statistics, area: Area) -> Profile | Text:
    """Return the profile of an area, or why there is none."""
    if lack := lack_of(area):
        return lack[0]
    try:
        made = profile_from(statistics, area.code)
    except InputError as error:
        return error.text
    if made.residents < LEAST_RESIDENTS:
        return both(
            "in {code} wonen {count} mensen, te weinig om mee te bouwen",
            "{count} people live in {code}, too few to build with",
            code=area.code, count=made.residents,
        )  # fmt: skip
    return made


def read_folder(folder: Path) -> tuple[Profile, ...]:
    """Return the profiles of a folder in the order of their codes, whatever their files are called.

    Files that do not end in .toml, and folders within it, are let be.

    Raises:
        InputError: it is not there, holds no profiles, one that cannot be used, or two of the same area.
    """
    found: dict[str, tuple[Path, Profile]] = {}
    for path in _files(folder):
        one = read(path)
        if one.area in found:
            raise InputError(
                "{path} en {other} zijn allebei profielen van {code}; haal er een weg uit de map",
                "{path} and {other} are both profiles of {code}; take one of them out of the folder",
                path=path, other=found[one.area][0].name, code=one.area,
            )  # fmt: skip
        found[one.area] = path, one
    return tuple(one for _, (_, one) in sorted(found.items()))


def _files(folder: Path) -> list[Path]:
    """Return the files of profiles in a folder, by name."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(
            "{path} kan niet als map worden gelezen ({why}); geef een map met profielen, zoals samenredzaam "
            "municipality die maakt",
            "{path} cannot be read as a folder ({why}); give a folder of profiles, such as samenredzaam municipality "
            "makes",
            path=folder, why=error.strerror,
        ) from None  # fmt: skip
    files = [path for path in inside if path.suffix == ".toml" and not path.name.startswith(".") and path.is_file()]
    if not files:
        raise InputError(
            "{path} bevat geen profielen (bestanden die eindigen op .toml); maak ze met samenredzaam municipality",
            "{path} holds no profiles (files that end in .toml); make them with samenredzaam municipality",
            path=folder,
        )
    return files


def write_folder(profiles: Sequence[Profile], folder: Path, *, overwrite: bool = False) -> None:
    """Write profiles into a folder, each under its name; the folder is there whole or not at all.

    Raises:
        InputError: there is something already and `overwrite` is False, or something that would not be written anew,
            or the place cannot be written.
    """
    names = [f"{one.name}.toml" for one in profiles]
    part = None
    try:
        _refuse_what_is_there(folder, names, overwrite=overwrite)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".part", dir=folder.parent))
        whole = part / "whole"
        whole.mkdir()
        for one, name in zip(profiles, names, strict=True):
            write(one, whole / name)
        if folder.exists():
            folder.rename(part / "before")
        whole.rename(folder)
    except OSError as error:
        raise InputError(
            "{path} kan niet worden geschreven ({why}); noem met --output een plek waar dat wel kan",
            "{path} cannot be written ({why}); name a place that can with --output",
            path=folder, why=error.strerror,
        ) from None  # fmt: skip
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _refuse_what_is_there(folder: Path, names: Iterable[str], *, overwrite: bool) -> None:
    """Refuse a place that holds what may not, or would not, be replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(
            "{path} is geen gewone map; noem een andere met --output",
            "{path} is not a plain folder; name another with --output",
            path=folder,
        )
    inside = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if inside and not overwrite:
        raise InputError(
            "{path} staat er al, met {count} bestanden; noem een andere map met --output, of vervang wat er staat met "
            "--overwrite",
            "{path} is there already, with {count} files; name another folder with --output, or replace what is there "
            "with --overwrite",
            path=folder, count=len(inside),
        )  # fmt: skip
    if others := [name for name in inside if name not in set(names)]:
        raise InputError(
            "{path} bevat ook {other}, en dat wordt niet opnieuw gemaakt; haal het weg, of noem een andere map met "
            "--output",
            "{path} also holds {other}, which would not be made anew; take it away, or name another folder with "
            "--output",
            path=folder, other=others[0],
        )  # fmt: skip


def named(given: str) -> str:
    """Return a profile or folder, as a person gives it on the command line, as a scenario names it."""
    if given.endswith(".toml") or given in shipped() or not given:
        return given
    try:
        return given.rstrip("/\\") + END if Path(given).is_dir() else given
    except (OSError, ValueError):
        return given


def together(profiles: Sequence[Profile]) -> Text:
    """Return what neighbourhoods are called together: by their names, or how many there are of which municipality."""
    if len(profiles) <= MOST_NAMED:
        return Text(*(", ".join(one.title.said(language) for one in profiles) for language in LANGUAGES))
    kinds, places = {one.kind for one in profiles}, {one.municipality for one in profiles}
    what = _KIND_NAMES.get(kinds.pop(), _ANY_KIND) if len(kinds) == 1 else _ANY_KIND
    where = places.pop() if len(places) == 1 else ""
    if not where:
        return both("{count} {what}", "{count} {what}", count=len(profiles), what=what)
    return both("{count} {what} van {where}", "{count} {what} of {where}", count=len(profiles), what=what, where=where)
