"""A text that people see, in Dutch and in English."""

from typing import NamedTuple

LANGUAGES = ("nl", "en")


class Text(NamedTuple):
    """One text in the two languages of the project; `text.said("nl")` gives one of them."""

    nl: str
    en: str

    def said(self, language: str) -> str:
        """Return the text in `language`, "nl" or "en"."""
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r} is not known; use one of {', '.join(LANGUAGES)}")
        return self.nl if language == "nl" else self.en


def both(nl: str, en: str, **parts: object) -> Text:
    """Return a text put together in both languages: "{name}" in either stands for a part, itself perhaps a Text."""
    said = (
        {name: part.said(to) if isinstance(part, Text) else part for name, part in parts.items()} for to in LANGUAGES
    )
    return Text(*(template.format(**found) for template, found in zip((nl, en), said, strict=True)))
