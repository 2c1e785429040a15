"""How a scenario file names its neighbourhoods: a profile that ships, the path of one, or a folder of them.

What the profiles say is read later, by the model; here only names and paths are looked at.
"""

from collections.abc import Sequence
from pathlib import Path

from samenredzaam.errors import nearest
from samenredzaam.neighbourhood.profile_folders import END
from samenredzaam.scenario_files import is_file, is_folder, lies_within
from samenredzaam.scenario_values import Place, shown, string

MOST_BESIDE = 200
"""More neighbourhoods than any Dutch municipality has are a mistake."""


def profile(place: Place, value: object, folder: Path | None, shipped: Sequence[str]) -> str:
    """Return the name of a profile that ships, or the path of one or of a folder of them; a folder's ends in "/".

    Args:
        place: where it stands.
        value: what stands there.
        folder: the scenario's folder, in which a path begins; None where a text is read that lies nowhere.
        shipped: the names of the profiles that ship.

    Raises:
        InputError: it is none of these.
    """
    written = string(place, "profile", value, "amsterdam-wk036366")
    if not _names_folder(written, folder, shipped):
        return _one(place, "profile", written, folder, shipped)
    path = written.removesuffix(END)
    _check_path(place, "profile", path)
    if folder is not None:
        _check_folder(place, written, folder, folder / path)
    return path + END


def beside(place: Place, value: object, folder: Path | None, shipped: Sequence[str]) -> tuple[str, ...]:
    """Return the profiles of the other neighbourhoods of the municipality, each as `profile` gives them."""
    if not isinstance(value, list) or len(value) > MOST_BESIDE:
        raise place.wrong(
            "beside",
            'is {found}; geef een lijst van hoogstens {most} profielen, zoals ["amsterdam-wk036391"]',
            'is {found}; give a list of at most {most} profiles, such as ["amsterdam-wk036391"]',
            found=shown(value), most=MOST_BESIDE,
        )  # fmt: skip
    found = []
    for one in value:
        written = string(place, "beside", one, "amsterdam-wk036366")
        if _names_folder(written, folder, shipped):
            raise place.wrong(
                "beside",
                "bevat {found}, een map; noem hier profielen, of geef de map als profile",
                "holds {found}, a folder; name profiles here, or give the folder as profile",
                found=shown(written),
            )
        found.append(_one(place, "beside", written, folder, shipped))
    return tuple(found)


def _names_folder(written: str, folder: Path | None, shipped: Sequence[str]) -> bool:
    """Tell whether a folder is meant: it ends so, or nothing else has this name and a folder does."""
    if written.endswith(END):
        return True
    return written not in shipped and folder is not None and written != "" and is_folder(folder / written)


def _one(place: Place, key: str, written: str, folder: Path | None, shipped: Sequence[str]) -> str:
    """Return the name of a profile that ships, or the path of one below the scenario's folder."""
    if not written.endswith(".toml"):
        if written not in shipped:
            raise place.wrong(
                key,
                "is {found}, en dat is geen bekend profiel; geef een meegeleverd profiel, een pad dat eindigt op "
                ".toml, of (als profile) een map met profielen naast het scenario; {near}",
                "is {found}, which is not a known profile; give a profile that ships, a path that ends in .toml, or "
                "(as profile) a folder of profiles beside the scenario; {near}",
                found=shown(written), near=nearest(written[:80], shipped),
            )  # fmt: skip
        return written
    _check_path(place, key, written)
    if folder is not None:
        _check_profile(place, written, folder, key)
    return written


def _check_path(place: Place, key: str, written: str) -> None:
    """Refuse a path that may lead out of the scenario's folder."""
    if "\\" in written or ":" in written or "\0" in written or {"", ".", ".."} & set(written.split("/")):
        raise place.wrong(
            key,
            "is {found}, en dat kan buiten de map van het scenario leiden; geef een pad onder die map, met / tussen de "
            "delen, zoals mijn-wijk.toml",
            "is {found}, which may lead outside the scenario's folder; give a path below that folder, with / between "
            "its parts, such as my-neighbourhood.toml",
            found=shown(written),
        )


def _check_profile(place: Place, written: str, folder: Path, key: str) -> None:
    """Refuse the path of a profile that is not there, or that a link leads out of the scenario's folder."""
    path = folder / written
    if not is_file(path):
        raise place.wrong(
            key,
            "is {found}, en dat staat niet in {folder}; zet het profiel daar, of geef de naam van een meegeleverd",
            "is {found}, which is not in {folder}; put the profile there, or give the name of one that ships",
            found=shown(written), folder=folder,
        )  # fmt: skip
    if not lies_within(path, folder):
        raise place.wrong(
            key,
            "is {found}, een koppeling naar buiten de map van het scenario; zet een kopie van het profiel in de map",
            "is {found}, a link out of the scenario's folder; put a copy of the profile in the folder",
            found=shown(written),
        )


def _check_folder(place: Place, written: str, folder: Path, path: Path) -> None:
    """Refuse a folder of profiles that is not there, or out of which (or into which) a link leads."""
    if not is_folder(path):
        raise place.wrong(
            "profile",
            "is {found}, en die map staat niet in {folder}; zet de map met profielen daar",
            "is {found}, and that folder is not in {folder}; put the folder of profiles there",
            found=shown(written), folder=folder,
        )  # fmt: skip
    if out := [one.name for one in (path, *sorted(path.glob("*.toml"))) if not lies_within(one, folder)]:
        raise place.wrong(
            "profile",
            "is {found}, waarin {name} een koppeling is naar buiten de map van het scenario; zet daar een kopie",
            "is {found}, in which {name} is a link out of the scenario's folder; put a copy there",
            found=shown(written), name=out[0],
        )  # fmt: skip
