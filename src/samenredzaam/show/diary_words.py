"""Words of a diary that its sentences share: needs, stages, and other people, in Dutch and in English."""

from samenredzaam.neighbourhood.residents import FEMALE, MALE
from samenredzaam.neighbourhood.ties import FRIEND, NEIGHBOUR
from samenredzaam.notebook import Record, Someone
from samenredzaam.texts import Text

DOMAINS = (
    Text("praktische hulp", "practical help"), Text("gezelschap", "company"), Text("verzorging", "personal care"),
    Text("papieren en geld", "forms and money"),
)  # fmt: skip
STAGES = (Text("geen", "none"), Text("lichte", "light"), Text("matige", "moderate"), Text("zware", "heavy"))
KINDS = (
    Text("een huisgenoot", "someone at home"), Text("een familielid", "a relative"), Text("een vriend", "a friend"),
    Text("een buur", "a neighbour"), Text("iemand van de activiteit", "someone from the activity"),
    Text("iemand van het vrijwilligerswerk", "someone from voluntary work"),
)  # fmt: skip
BY_SEX: dict[tuple[int | None, int | None], str] = {
    (FRIEND, FEMALE): "een vriendin", (FRIEND, MALE): "een vriend",
    (NEIGHBOUR, FEMALE): "een buurvrouw", (NEIGHBOUR, MALE): "een buurman",
}  # fmt: skip
"""What some of KINDS are called in Dutch, which tells a woman from a man."""


def sex_of(sex: int | None, language: str) -> str:
    """Return "woman" or "man"."""
    return (Text("vrouw", "woman") if sex == FEMALE else Text("man", "man")).said(language)


def need(record: Record, language: str) -> str:
    """Return which need a record is about."""
    return DOMAINS[record.domain].said(language) if record.domain is not None else ""


def other(someone: Someone | None, language: str, called: Text | None = None) -> str:
    """Return another person in a few words: how they are known (or `called`), woman or man, how old."""
    if someone is None:
        return Text("niemand", "nobody").said(language)
    kind = called or (KINDS[someone.kind] if someone.kind is not None else None)
    if not someone.identity:
        elsewhere = Text("elders", "elsewhere").said(language)
        return f"{(kind or Text('iemand', 'someone')).said(language)} {elsewhere}"
    if language == "nl" and called is None and (someone.kind, someone.sex) in BY_SEX:
        return f"{BY_SEX[someone.kind, someone.sex]} ({someone.age} jaar)"
    return f"{(kind or Text('een bekende', 'someone')).said(language)} ({sex_of(someone.sex, language)}, {someone.age})"
