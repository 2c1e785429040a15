"""Professionals grow irritated by rules, a caseload without hours, uncertainty and not being heard; and some retreat.

Room to decide, being heard, learning and success relieve. Above a threshold a professional retreats into standard
procedure: no connecting, no volunteers, no outreach, no signals, and new cases in the directive style. What relieves no
longer reaches whoever has retreated, so that it takes more to come back than it took to leave. Colleagues infect one
another.
"""

from dataclasses import dataclass
from typing import ClassVar

from samenredzaam.curves import added
from samenredzaam.neighbourhood.deciders import Professional, Team
from samenredzaam.neighbourhood.ledgers import CASES_CLOSED, CASES_RETURNED, CASES_STEERED, CASES_TAKEN
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, purpose

PATIENCE = purpose("how much irritation a professional bears")

KEPT = 51.0 / 52.0
"""Share of what a team has in mind that a week leaves of it: about a year."""


@dataclass(frozen=True)
class Chafing:
    """Irritation of the week, and who retreats or comes back."""

    writes: ClassVar = ()

    pace: float = parameter(
        0.05, unit="share per week", low=0.005, high=0.5,
        nl="hoe snel ergernis volgt op wat ergert", en="how fast irritation follows what irritates",
        assumption="half of it in a quarter of a year; size not read",
    )  # fmt: skip
    threshold: float = parameter(
        0.6, unit="0 to 1", low=0.1, high=1.0,
        nl="ergernis waarboven een gemiddelde professional zich terugtrekt",
        en="irritation above which an average professional retreats",
        assumption="where irritation dominates; the scale has no other meaning",
    )  # fmt: skip
    threshold_spread: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=0.6,
        nl="hoeveel professionals in die grens verschillen, van de laagste tot de hoogste",
        en="how much professionals differ in that threshold, from the lowest to the highest",
        assumption="people differ in what they bear, or a whole team would turn in one week; size not read",
    )  # fmt: skip
    rules_irritate: float = parameter(
        1.0, unit="irritation at all of the time", low=0.0, high=3.0,
        nl="ergernis door tijd aan regels", en="irritation by time for rules",
        assumption="rules take time from clients; size not read",
    )  # fmt: skip
    caseload_irritates: float = parameter(
        0.3, unit="irritation at its highest", low=0.0, high=2.0,
        nl="ergernis door zaken waarvoor geen uren zijn", en="irritation by cases for which there are no hours",
        assumption="direction well known, size not read",
    )  # fmt: skip
    uncertainty_irritates: float = parameter(
        0.5, unit="irritation at its highest", low=0.0, high=2.0,
        nl="ergernis door geschrapte en openstaande plaatsen in het team, of een aanbesteding die nadert",
        en="irritation by posts of the team that were cut or stand vacant, or a tender that is near",
        assumption="will I keep my job, and who does whose work; size not read",
    )  # fmt: skip
    tender_weeks: int = parameter(
        52, unit="weeks", low=0, high=208,
        nl="zo lang voor een aanbesteding geeft zij onzekerheid", en="how long before a tender it makes uncertain",
        assumption="from when it is announced; size not read",
    )  # fmt: skip
    powerlessness_irritates: float = parameter(
        0.2, unit="irritation at its highest", low=0.0, high=2.0,
        nl="ergernis door signalen die niet worden geschreven of gehoord",
        en="irritation by signals that are not written or not heard",
        assumption="seeing what goes wrong and changing nothing; size not read",
    )  # fmt: skip
    conflict_irritates: float = parameter(
        0.3, unit="irritation at its highest", low=0.0, high=2.0,
        nl="ergernis door zaken waarin de organisatie stuurt en iets anders wordt beleden",
        en="irritation by cases in which the organisation steers and something else is professed",
        assumption="saying one thing and having to do another; size not read",
    )  # fmt: skip
    colleagues_infect: float = parameter(
        0.3, unit="irritation at its highest", low=0.0, high=0.9,
        nl="ergernis door de ergernis van collega's", en="irritation by the irritation of colleagues",
        assumption="moods in a team are shared; size not read",
    )  # fmt: skip
    room_relieves: float = parameter(
        0.2, unit="irritation at its highest", low=0.0, high=2.0,
        nl="hoeveel ruimte om te beslissen ergernis verlicht", en="how much room to decide relieves irritation",
        assumption="room motivates; size not read",
    )  # fmt: skip
    voice_relieves: float = parameter(
        0.2, unit="irritation at its highest", low=0.0, high=2.0,
        nl="hoeveel gehoord worden ergernis verlicht", en="how much being heard relieves irritation",
        assumption="worries that are voiced and heard weigh less; size not read",
    )  # fmt: skip
    learning_relieves: float = parameter(
        1.0, unit="irritation at all of the time", low=0.0, high=3.0,
        nl="hoeveel scholing en intervisie ergernis verlichten",
        en="how much training and peer review relieve irritation",
        assumption="an hour away from the work with colleagues; size not read",
    )  # fmt: skip
    success_relieves: float = parameter(
        0.1, unit="irritation at its highest", low=0.0, high=2.0,
        nl="hoeveel zaken die gesloten blijven ergernis verlichten",
        en="how much cases that stay closed relieve irritation",
        assumption="seeing that it helps; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let irritation move in every team, and some retreat or come back; also during spin-up, as skill does."""
        for team, places in zip(town.deciders.teams, town.deciders.by_team(), strict=True):
            self._remember(town, team)
            present = [one for place in places if (one := town.deciders.professionals[place])]
            if present:
                self._feel(town, team, present)

    def _remember(self, town: Town, team: Team) -> None:
        """Let the team keep the week's signals and cases in mind for about a year."""
        ledgers, at = town.ledgers, team.neighbourhood
        written, unwritten = int(ledgers.signals[at].sum()), int(ledgers.unwritten[at].sum())
        cases = ledgers.cases[at].tolist()
        team.remember(
            KEPT, noticed=written + unwritten, heard=int(ledgers.heard[at].sum()), taken=cases[CASES_TAKEN],
            steered=cases[CASES_STEERED], closed=cases[CASES_CLOSED], returned=cases[CASES_RETURNED],
        )  # fmt: skip

    def _feel(self, town: Town, team: Team, present: list[Professional]) -> None:
        """Let each feel what the team goes through, their own week, and the mood of the others."""
        heard = _part(team.heard, team.noticed)
        shared = (
            self.uncertainty_irritates * self._uncertainty(town, team, len(present))
            + self.powerlessness_irritates * (1.0 - heard if team.noticed > 0.0 else 0.0)
            + self.conflict_irritates * _part(team.steered, team.taken)
        )
        relief = (
            self.room_relieves * float(town.policy["worker_room"][team.neighbourhood])
            + self.voice_relieves * heard
            + self.success_relieves * (1.0 - _part(team.returned, team.closed) if team.closed > 0.0 else 0.0)
        )
        moods = added(one.irritation for one in present)
        infects = self.colleagues_infect / max(len(present) - 1, 1)
        for one in present:
            drive = shared + infects * (moods - one.irritation) + self._own_drive(one)
            eased = relief + self.learning_relieves * _part(one.learned_minutes, one.contract_minutes)
            one.feel(drive, eased, self.pace, self._threshold(town, one))

    def _uncertainty(self, town: Town, team: Team, present: int) -> float:
        """Return how unsure it is who will work here: by posts that are gone, and wholly so when a tender is near."""
        return 1.0 if team.has_tender_within(self.tender_weeks, town.week) else team.uncertainty(present)

    def _own_drive(self, one: Professional) -> float:
        """Return what of someone's own week irritates: rules, and cases that ask more than there is."""
        short = _part(one.asked_minutes - one.case_minutes, one.asked_minutes)
        return self.rules_irritate * one.rule_share + self.caseload_irritates * short

    def _threshold(self, town: Town, one: Professional) -> float:
        """Return the irritation above which someone retreats; people differ, each for life."""
        if one.patience < 0.0:
            one.patience = drawn(town.streams.lasting_key(PATIENCE), one.identity)
        return self.threshold + self.threshold_spread * (one.patience - 0.5)


def _part(some: float, of: float) -> float:
    """Return which part some are of all, from 0 to 1; 0 of nothing."""
    return min(some / of, 1.0) if of > 0 else 0.0
