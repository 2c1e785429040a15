"""How a profile's file is read and written."""

import json
import os
import tempfile
import tomllib
from pathlib import Path

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.profile_contents import SECTIONS, TOP, Contents

MOST_BYTES = 1_000_000


def text_of(path: Path) -> str:
    """Return the text of a profile's file, or refuse it."""
    try:
        if path.is_dir():
            raise InputError(
                "{path} is een map; geef het .toml-bestand van een profiel zelf",
                "{path} is a folder; give the .toml file of a profile itself",
                path=path,
            )
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                "{path} is groter dan {most} MB; geef het .toml-bestand van een profiel",
                "{path} is larger than {most} MB; give the .toml file of a profile",
                path=path,
                most=MOST_BYTES // 1_000_000,
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "{path} is geen tekst in UTF-8 (byte {byte}); bewaar het in UTF-8",
            "{path} is not UTF-8 text (byte {byte}); save it in UTF-8",
            path=path,
            byte=error.start,
        ) from None
    except FileNotFoundError:
        raise InputError(
            "{path} is niet gevonden; geef het pad van een profiel, of de naam van een meegeleverd",
            "{path} was not found; give the path of a profile, or the name of a shipped one",
            path=path,
        ) from None
    except OSError as error:
        raise InputError(
            "{path} kan niet worden gelezen ({why}); geef een bestand dat gelezen kan worden",
            "{path} cannot be read ({why}); give a file that can be read",
            path=path,
            why=error.strerror,
        ) from None
    except ValueError:
        raise InputError(
            "{path!r} is geen pad; geef het pad van een profiel",
            "{path!r} is not a path; give the path of a profile",
            path=str(path),
        ) from None


def toml_of(path: Path, text: str) -> Contents:
    """Return what TOML text holds, or refuse it."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError(
            "{path} is te diep genest; een profiel heeft tabellen met sleutels en niet meer",
            "{path} is nested too deeply; a profile has tables with keys and no more",
            path=path,
        ) from None
    except ValueError as error:  # TOMLDecodeError, and dates and numbers that cannot be
        raise InputError(
            "{path} is geen TOML: {why}; verbeter die plek",
            "{path} is not TOML: {why}; correct that place",
            path=path,
            why=str(error)[:200],
        ) from None


_HEAD = """\
# Profiel van een buurt: openbare cijfers waaruit samenredzaam mensen in huizen maakt. Elk getal mag beter.
# Wat niet bekend is laat u weg; het model neemt dan een cijfer van elders. Weglaten is iets anders dan 0.
# Delen mogen iets van hun geheel verschillen (afronding door CBS).
#
# Profile of a neighbourhood: public statistics from which samenredzaam makes people in homes. Correct any.
# Leave out what is not known; the model then takes a figure from elsewhere. Leaving out is not the same as 0.
# Parts may differ a little from their whole (rounding by CBS).
"""


def toml_text(contents: Contents) -> str:
    """Return contents as TOML with comments that explain every table."""
    lines = [_HEAD]
    for name, key in TOP.items():
        if name in contents:
            lines.append(f"{name} = {_toml(contents[name])}  # {key.meaning.nl} / {key.meaning.en}")
    for name, section in SECTIONS.items():
        comments = [f"# {line}" for text in section.meaning for line in text.splitlines()]
        lines += ["", *comments]
        if name not in contents:
            lines.append(f"# [{name}] is niet bekend / is not known")
            continue
        lines.append(f"[{name}]")
        lines += [f"{key} = {_toml(contents[name][key])}" for key in section.keys if key in contents[name]]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """Return a text or number as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def write_text(text: str, path: Path, *, overwrite: bool) -> None:
    """Write a file whole or not at all: under a temporary name first.

    Raises:
        InputError: when something is there and `overwrite` is False, or the place cannot be written.
    """
    if path.is_dir():
        raise InputError(
            "{path} is een map; geef de naam van een bestand dat eindigt op .toml",
            "{path} is a folder; give the name of a file ending in .toml",
            path=path,
        )
    if path.exists() and not overwrite:
        raise InputError(
            "{path} staat er al; geef een andere naam, of zeg dat het overschreven mag worden",
            "{path} is there already; give another name, or say that it may be overwritten",
            path=path,
        )
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}-", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise InputError(
            "{path} kan niet worden geschreven ({why}); geef een plek waar dat wel kan",
            "{path} cannot be written ({why}); give a place that can",
            path=path,
            why=error.strerror,
        ) from None
