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
