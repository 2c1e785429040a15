"""A file of findings: what people wrote, and between two marks what a command makes anew."""

from pathlib import Path

from samenredzaam.errors import InputError
from samenredzaam.writing import written_whole

END = "<!-- To here. -->"


def mark(command: str) -> str:
    """Return the mark with which the part that a command makes begins."""
    return f"<!-- From here on made by: {command} -->"


def by_hand(path: Path, begin: str, title: str) -> tuple[str, str]:
    """Return what stands before and after the generated part; a new file begins with a title.

    Raises:
        InputError: the file has lost its marks.
    """
    if not path.is_file():
        return f"# {title}\n\n", "\n"
    text = path.read_text(encoding="utf-8")
    if begin not in text or END not in text:
        raise InputError(
            "{path} mist de merktekens om het gemaakte deel ({begin} en {end}); zet ze terug",
            "{path} has lost the marks around its generated part ({begin} and {end}); put them back",
            path=path, begin=begin, end=END,
        )  # fmt: skip
    return text[: text.index(begin)], text[text.index(END) + len(END) :]


def renew_part(path: Path, begin: str, title: str, generated: str) -> None:
    """Write the generated part of a file anew; what people wrote outside the marks stays as it is."""
    before, after = by_hand(path, begin, title)
    with written_whole(path) as file:
        file.write(f"{before}{begin}\n\n{generated}\n{END}{after}".encode())
