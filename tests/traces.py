"""The page about traces: for systems (S1 to S49) of people, who did what for whom in which week because of it.

`python -m tests.traces` writes experiments/traces/findings.md anew; how traces are found stands in trace_search.py.
"""

import itertools
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

# Found beside this file, also when this is run as a module.
sys.path.insert(0, str(Path(__file__).parent))

from samenredzaam.neighbourhood.notes import WHAT
from trace_search import (
    ANSWERED,
    HEARD,
    MOST_WEEKS,
    RESIDENTS,
    ROWS,
    SEED,
    SOUGHT,
    SPIN_UP_WEEKS,
    SWAPPED,
    TEAM,
    Event,
    Trace,
    branch,
    live,
    same_two,
    traced,
)

OTHER_SEEDS = (2, 3)
FINDINGS = Path(__file__).parents[1] / "experiments" / "traces" / "findings.md"

SAID = {
    "referred": "{one} is referred by the GP to a link worker",
    "invited": "{one} is invited to an activity",
    "asked to volunteer": "{one} is asked at the walk-in to volunteer",
    ANSWERED: "{one} becomes a volunteer, asked as a client",
    "became a volunteer": "{one} becomes a volunteer (asked by: {about})",
    "began a training": "{one}, on social assistance, begins a training to relieve carers",
    "called on by outreach": "outreach calls on {one}",
    "found work": "{one} finds work",
    "joined an activity": "{one} joins an activity",
    "need over": "the need of {one} is over ({need})",
    "need settled": "what made the need of {one} last, such as a debt, is settled ({need})",
    "case begun": "a professional takes the case of {one} ({about})",
    SWAPPED: "{one} helps {other} through the time bank, as a stranger ({need})",
    "tie: activity": "{one} and {other} get to know each other at an activity",
    "tie: connecting work": "a social worker introduces {one} and {other} to each other",
    "tie: expert by experience": "{one}, an expert by experience, meets {other} and shows how it was overcome",
    "tie: street": "{one} and {other}, neighbours, get to know each other",
    "tie: friend of friend": "{one} and {other} get to know each other through somebody both know",
    "tie: volunteer match": "{one} and {other} get to know each other, one as the volunteer of the other",
    "tie: household": "{one} and {other} come to live together",
    "tie: elsewhere": "{one} and {other} get to know each other elsewhere",
    "did it themselves": "{one} does a part alone ({need}; {minutes})",
    "helped by someone paid": "{one} gets paid help ({about}; {minutes})",
    "thought of asking and did not dare": "{one} thinks of asking {other} and does not dare ({need})",
    "asked and heard no": "{one} asks {other} for help and hears no ({need})",
    "asked and heard yes": "{one} asks {other} for help and hears yes ({need})",
    "agreed to help": "{one} agrees to help {other} from now on ({need}; {minutes} a week)",
    "helped": "{one} helps {other} ({about}; {minutes})",
    "noticed and did not offer": "{one} notices that {other} needs help and does not offer it ({need})",
    "offered help that was declined": "{one} offers {other} help, which is declined ({need})",
    "offered help that was accepted": "{one} offers {other} help, which is accepted ({need})",
    "gave up an arrangement": "{one} stops helping {other} ({need})",
    "hosted an activity": "{one}, a volunteer, helps to keep an activity going ({minutes})",
    "swapped over the time bank": "the time bank writes down that {one} helped {other} ({minutes})",
    "guided": "{one}, an expert by experience, guides {other} ({minutes})",
    "was relieved": "someone else does for {minutes} what {one} does as a carer ({need})",
}

WHY = {
    "S1": "the GP refers, the link worker invites and goes along, and whoever takes part meets others there",
    "S2": "digital contact takes less time, so a case can be taken sooner; what is done for a need in the case, nobody "
    "else has to do",
    "S11": "the two did not know each other, and the social worker introduced them",
    "S15": "the team settles a debt, so that the need it brought ends and asks no more help",
    "S18": "the council hears of people who stay away and places free hours on outreach, which calls on them",
    "S20": "whoever is paid has the first turn, and what they do is not asked of somebody who knows the one helped",
    "S21": "whoever was helped owes the bank an hour, and those who owe it are asked first when another member needs "
    "something",
    "S24": "once trained, this resident takes the place of carers who asked for respite; without it professionals do",
    "S28": "whoever walks in for help may be invited to an activity, and whoever takes part meets others there",
    "S29": "the two did not know each other, and the expert was asked to meet somebody in the same kind of trouble",
    "S42": "this resident does not go to the team unasked; the call brings them into its queue",
    "S28, by being asked": "whoever walks in for help may be asked what they can do for others, answers at their next "
    "turn (one week in four), and may say yes",
}
"""Why such an effect is because of the system: what the model does on the way."""

HEAD = """# Who did what for whom because of it

Van {rows} stelsels uit het sociaal domein die over mensen gaan is een spoor gezocht: wie deed wat voor wie, in welke
week, doordat het er was. Twee keer is dezelfde buurt geleefd, een keer met en een keer zonder, en gevonden is het
eerste wat maar in een van beide gebeurde, tussen mensen die tot dan in beide tot het laatste bit gelijk waren. Bij
{traces} is dat er. Bij signaleren (S18) is het er in deze plaats niet en in een andere wel. De mensen zijn verzonnen.

The people on this page are made up. Each trace comes from two runs of the same town of {residents} residents (profile
and policy of the baseline but for what is said, seed {seed}, lived {spin_up} weeks beforehand), one with a system and
one without it. Everything that happens between people is written down in both. A trace has a **cause**, what the system
did to somebody, and an **effect**, what somebody then did for or with whom (or, in S2, S15 and S20, no longer had to);
each happens in one run only. Of all such pairs the first is told for which these hold, in at most {weeks} weeks:

- Those whom the cause concerns were the same in both runs, in every column and in all that was written down of them,
  until the week of the cause; whom the effect concerns beside them was so until the week of the effect.
- Where the effect comes later than the cause, and is not over a tie that the system made: in a third run, with the
  system on for everybody but those whom the cause concerns (they are put back, week by week, to what they are without
  it), the effect is not as in the run with it either. What comes in the same week cannot be put to that proof.

Such a trace shows that the system works through people. It says nothing of how often, or of how large an effect is: the
levers are pulled far so that something happens soon, and what comes first is not typical. The steps between cause and
effect are all that differs of the person in both; not each of them is a link of the chain. Weeks count from 0, the
first in which the two runs can differ. In brackets stand the need, and which rung of the ladder gave the help. A
help that goes on is told once, in its first week.

Town, seed and length were fixed before the first run. How a trace is sought was not, and these changes were made when
outcomes were known:

- Which events count as an effect of S1, S2, S15, S21, S24, S28, S29 and S42 was made stricter.
- S15 was sought by way of day activities first. These invite few people in a town as small as this (four in this one,
  in {weeks} weeks), and none of those in this town then takes part in an activity. So S15 is sought by way of debts
  that are settled, and the first way stands at the end.
- S28, by being asked, was added when the model let those who are asked at the walk-in to volunteer answer. Before, that
  question led to nothing.
- Organisations take years to make a practice their own since the model knows how practices spread. So that something
  happens within {weeks} weeks, in S1 and S2 they do so within a season, in both runs.
- S18 had no trace while nobody read signals. Now it is sought by way of outreach, and stands at the end: in this town
  there is no trace, nor by way of providers who begin sooner, which was tried as well.
- "S20, the reverse" was told where somebody stopped helping one person and helped another. In that trace it was another
  volunteer who came instead, and nobody paid. Now someone paid must do it instead, and no trace is left.

    python -m tests.traces

writes this page. `tests/test_traces.py` looks for the same traces, and fails when one is gone.
"""


def of_signalling(weeks: int = 52) -> tuple[int, int, list[int]]:
    """Live with and without signals; return signals written and not, and the weeks in which anything else differs."""
    also = TEAM | HEARD
    heard, silent = (branch(also | {"signalling.noticed_share": share}) for share in (1.0, 0.0))
    signals, unwritten, different = 0, 0, []
    for week, (one, other) in enumerate(itertools.islice(zip(live(heard), live(silent), strict=True), weeks)):
        signals += int(heard.town.ledgers.signals.sum())
        unwritten += int(heard.town.ledgers.unwritten.sum())
        if (one.events, one.columns) != (other.events, other.columns):
            different.append(week)
    return signals, unwritten, different


def week_of_the_same(trace: Trace) -> int | None:
    """Return in which week the cause comes in the run without the system, if it does."""
    for week, lived in enumerate(
        itertools.islice(live(branch(trace.row.also | trace.row.off, trace.seed)), MOST_WEEKS)
    ):
        if any(
            (one.what, one.one, one.need) == (trace.cause.what, trace.cause.one, trace.cause.need)
            for one in lived.events
        ):
            return week
    return None


def told(trace: Trace) -> Iterator[str]:
    """Yield the parts of what is said of a trace."""
    row, week, letters = trace.row, trace.effect_week, {}
    named = {"with": trace.on, "without": trace.off}
    there, not_there = ("without", "with") if row.gone else ("with", "without")
    first = "without" if row.relieved else "with"

    def said(event: Event, at: int, run: str) -> str:
        for who in (event.one, event.other):
            if who and who not in letters:
                letters[who] = chr(ord("A") + len(letters))
        minutes = named[run][at].minutes.get(event, 0)
        return SAID[event.what].format(
            one=letters[event.one],
            other=letters.get(event.other),
            about=event.about,
            need=event.need,
            minutes="1 minute" if minutes == 1 else f"{minutes} minutes",
        )

    def only(run: str, other: str) -> str:
        """Say what happened of the people of the effect in its week in one run only."""
        here = named[run][week].events - named[other][week].events
        told_already = {trace.effect} | ({trace.cause} if trace.cause_week == week else set())
        events = sorted(here - told_already, key=lambda one: (list(SAID).index(one.what), one))
        events = [one for one in events if one.people & trace.effect.people and not _said_twice(one, here)]
        return "; ".join(said(one, week, run) for one in events) or "nothing that is not in both runs"

    lines = [f"**Week {trace.cause_week}, only {first} it:** {said(trace.cause, trace.cause_week, first)}."]
    seen = {trace.cause, trace.effect}
    for at, event in trace.steps():
        # What people do for each other may go on week after week, and is told once; each change of someone is new.
        if at < week and (event not in seen or event.what not in WHAT) and not _said_twice(event, trace.on[at].events):
            lines.append(f"Week {at}, only with it: {said(event, at, 'with')}.")
        seen.add(event)
    lines += [
        f"**Week {week}, only {there} it:** {said(trace.effect, week, there)}. Of the same people, beside it: "
        f"{only(there, not_there)}.",
        f"Week {week}, only {not_there} it: {only(not_there, there)}.",
    ]
    if trace.cause.what == "case begun":
        later = week_of_the_same(trace)
        when = f"in week {later}" if later is not None else f"not in {MOST_WEEKS} weeks"
        lines.append(f"Without it the case of {letters[trace.cause.one]} is taken {when}.")
    yield f"## {row.name}: {row.system}\n"
    yield _wrapped(f"What differs: {row.lever}.") + "\n"
    yield "\n".join(f"- {letter}: {trace.names[who]}" for who, letter in letters.items()) + "\n"
    yield "\n".join(_wrapped(f"{place}. {line}") for place, line in enumerate(lines, 1)) + "\n"
    if row.name in WHY:
        yield _wrapped(f"Why: {WHY[row.name]}. {_proof(trace, letters)}") + "\n"


def _proof(trace: Trace, letters: dict[int, str]) -> str:
    """Tell how the third run came out, or why there was none."""
    if trace.row.fits is same_two:
        return "Without it there is no tie over which this could have gone."
    if trace.cause_week == trace.effect_week:
        return "Both come in the same week, so there is no third run."
    kept = " and ".join(sorted(letters[who] for who in trace.cause.people))
    happens = "happens" if trace.row.gone else "does not happen"
    return f"In the third run, with it for everybody but {kept}, what comes in week {trace.effect_week} {happens}."


def _wrapped(text: str) -> str:
    """Return a text in lines of at most 120 characters, those after the first set in as in a list."""
    indent = "   " if text[0].isdigit() else ""
    return textwrap.fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _said_twice(event: Event, events: Iterable[Event]) -> bool:
    """Tell whether help is told by another event: that it was through the time bank, or is agreed from now on."""
    if event.what == "asked and heard yes":
        return any((one.what, one.one, one.other) == ("agreed to help", event.other, event.one) for one in events)
    return event.what == "helped" and any(one[:3] == (SWAPPED, event.one, event.other) for one in events)


def page() -> Iterator[str]:
    """Yield the parts of the page."""
    found = [(row, traced(row.name)) for row in (*ROWS, *SOUGHT)]
    yield HEAD.format(
        residents=RESIDENTS, seed=SEED, spin_up=SPIN_UP_WEEKS, weeks=MOST_WEEKS, rows=len(ROWS) + 1,
        traces=len({row.name for row, trace in found if trace and row in ROWS}),
    )  # fmt: skip
    for row, trace in found:
        if trace is None:
            yield f"## {row.name}: {row.system}\n"
            yield _wrapped(f"What differs: {row.lever}. No trace was found in {MOST_WEEKS} weeks.") + "\n"
        else:
            yield from told(trace)
    yield "## The same in other towns\n"
    yield "Weeks of cause and effect, found in the same way in towns of other seeds.\n"
    yield "| | " + " | ".join(f"seed {seed}" for seed in OTHER_SEEDS) + " |\n|---|" + "---|" * len(OTHER_SEEDS)
    for row, _ in found:
        others = [traced(row.name, seed) for seed in OTHER_SEEDS]
        weeks = [f"{one.cause_week} and {one.effect_week}" if one else "none" for one in others]
        yield f"| {row.name} | " + " | ".join(weeks) + " |"
    yield ""
    written, unwritten, different = of_signalling()
    yield "## Signalling (S18) in this town and in another\n"
    yield (
        _wrapped(
            f"In a year professionals write {written} signals of where policy chafes with daily life (and leave "
            f"{unwritten} unwritten) if they notice all of it, and none if they notice nothing. Because of them the "
            f"council places its free hours otherwise, and in {len(different)} of 52 weeks people live otherwise. In "
            f"this town that is no trace as defined above within {MOST_WEEKS} weeks; the first town in which it is:"
        )
        + "\n"
    )
    elsewhere = next((one for seed in OTHER_SEEDS if (one := traced("S18", seed))), None)
    yield from told(elsewhere) if elsewhere else ["None of those in the table.\n"]


def main() -> None:
    """Write the page anew."""
    FINDINGS.parent.mkdir(exist_ok=True)
    FINDINGS.write_text("\n".join(page()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
