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
            raise InputError(f"{path} is a folder; give the .toml file of a profile itself")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; give the .toml file of a profile")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it in UTF-8") from None
    except FileNotFoundError:
        raise InputError(f"{path} was not found; give the path of a profile, or the name of a shipped one") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a file that can be read") from None
    except ValueError:
        raise InputError(f"{str(path)!r} is not a path; give the path of a profile") from None


def toml_of(path: Path, text: str) -> Contents:
    """Return what TOML text holds, or refuse it."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError(f"{path} is nested too deeply; a profile has tables with keys and no more") from None
    except ValueError as error:  # TOMLDecodeError, and dates and numbers that cannot be
        raise InputError(f"{path} is not TOML: {str(error)[:200]}; correct that place") from None


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
        raise InputError(f"{path} is a folder; give the name of a file ending in .toml")
    if path.exists() and not overwrite:
        raise InputError(f"{path} is there already; give another name, or say that it may be overwritten")
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
        raise InputError(f"{path} cannot be written ({error.strerror}); give a place that can") from None
