"""Made-up results, clearly synthetic: a small generator with paired noise, to try tables and pictures on.

Nothing here comes from the model. Levels and effects are written below; noise is shared by the scenarios of a
seed, as it is in runs of the model, with a little of each scenario's own from its first change.
"""

import math
from datetime import date
from typing import NamedTuple

import numpy as np

from samenredzaam.study.manifest import ChangeEntry, Manifest, MetricEntry, ProfileEntry, ScenarioEntry
from samenredzaam.study.results import Results, ResultsFolder, Run
from samenredzaam.study.results_table import shape
from samenredzaam.study.snapshot import Snapshot
from samenredzaam.texts import Text

PEOPLE = Text("deel van de volwassenen", "share of adults")
NEED = Text("deel van de behoefte aan hulp", "share of the need for help")
ASKING = Text("deel van de inwoners met een hulpvraag", "share of residents with a need for help")
CARERS = Text("deel van de mantelzorgers", "share of carers")
SCALE = Text("schaal van 0 tot 1", "scale from 0 to 1")
MUNICIPALITY = Text("gemeente", "municipality")
INSURER = Text("zorgverzekeraar", "health insurer")
CLIENTS = Text("per 1.000 inwoners", "per 1,000 residents")
EUROS = Text("euro per inwoner per jaar", "euro per resident per year")
RESIDENTS = Text("inwoners", "residents")


class Made(NamedTuple):
    """A made-up metric: what the manifest says of it, its level, and what a policy of strength 1 does."""

    nl: str
    en: str
    unit: Text
    better: str | None
    kind: str
    main: bool
    level: float
    effect: float
    payer: Text | None = None
    purpose: Text | None = None


METRICS = {
    "connected_share": Made(
        "Verbonden inwoners", "Connected residents", PEOPLE, "higher", "share", True, 0.61, -0.012
    ),
    "lonely_share": Made("Eenzame inwoners", "Lonely residents", PEOPLE, "lower", "share", True, 0.48, 0.008),
    "self_reliance_mean": Made(
        "Zelfredzaamheid", "Self-reliance", SCALE, "higher", "mean", True, 0.66, 0.0004
    ),
    "samenredzaam_share": Made(
        "Samenredzame inwoners", "Samenredzame residents (managing together)", ASKING, "higher", "share",
        True, 0.72, -0.03,
    ),
    "need_unmet_share": Made("Onvervulde behoefte", "Unmet need", NEED, "lower", "share", True, 0.07, 0.02),
    "overburdened_carers_share": Made(
        "Overbelaste mantelzorgers", "Overburdened carers", CARERS, "lower", "share", True, 0.091, 0.011
    ),
    "formal_clients_per_1000": Made(
        "Cliënten van formele ondersteuning", "Clients of formal support", CLIENTS, None, "mean", True,
        72.0, -9.0
    ),
    "cost_municipality_eur": Made(
        "Kosten van de gemeente", "Cost to the municipality", EUROS, "lower", "mean", True, 212.0, -31.0,
        MUNICIPALITY,
    ),
    "cost_team_eur": Made(
        "Kosten van het wijkteam", "Cost of the team", EUROS, "lower", "mean", False, 90.0, -12.0, MUNICIPALITY,
        Text("wijkteam", "neighbourhood team"),
    ),
    "cost_help_eur": Made(
        "Kosten van hulp", "Cost of help", EUROS, "lower", "mean", False, 134.0, -19.0, MUNICIPALITY,
        Text("huishoudelijke hulp en begeleiding", "household help and guidance"),
    ),
    "cost_fees_eur": Made(
        "Ontvangen bijdragen", "Fees received", EUROS, None, "mean", False, -12.0, 0.0, MUNICIPALITY,
        Text("af: eigen bijdragen", "less: fees received"),
    ),
    "cost_nursing_eur": Made(
        "Kosten van verpleging", "Cost of nursing", EUROS, "lower", "mean", False, 310.0, 0.3, INSURER,
        Text("wijkverpleging", "district nursing"),
    ),
    "cost_other_eur": Made("Kosten van niemand", "Cost to nobody", EUROS, "lower", "mean", False, 1.0, 0.0),
    "residents_count": Made("Inwoners", "Residents", RESIDENTS, None, "count", False, 10040.0, 0.0),
    "need_met_by_self_share": Made("Zelf opgelost", "Solved alone", NEED, None, "share", False, 0.31, 0.001),
    "need_met_by_household_share": Made(
        "Door huisgenoten", "By the household", NEED, None, "share", False, 0.28, 0.0
    ),
    "need_met_by_ties_share": Made("Door naasten", "By ties", NEED, None, "share", False, 0.16, 0.004),
    "need_met_by_volunteers_share": Made(
        "Door vrijwilligers", "By volunteers", NEED, None, "share", False, 0.02, 0.001
    ),
    "need_met_by_general_share": Made(
        "Door algemene voorzieningen", "By general provisions", NEED, None, "share", False, 0.02, 0.0
    ),
    "need_met_by_team_share": Made(
        "Door het wijkteam", "By the neighbourhood team", NEED, None, "share", False, 0.04, -0.008
    ),
    "need_met_by_provision_share": Made(
        "Door maatwerk", "By provisions", NEED, None, "share", False, 0.12, -0.018
    ),
    "need_met_by_crisis_share": Made(
        "Door crisisopvang", "By crisis care", NEED, None, "share", False, 0.004, 0.001
    ),
}  # fmt: skip

LADDER = ("self", "household", "ties", "volunteers", "general", "team", "provision", "crisis")

GROUPS = {
    "all": Text("alle inwoners", "all residents"),
    "low_income": Text("laag inkomen", "low income"),
    "high_income": Text("hoog inkomen", "high income"),
    "living_alone": Text("alleenwonend", "living alone"),
    "aged_75_plus": Text("75 jaar of ouder", "75 or older"),
    "vulnerable": Text("kwetsbaarste vijfde", "most vulnerable fifth"),
    "nobody": Text("een lege groep", "an empty group"),
}

# name: (Dutch title, English title, strength of the policy)
SCENARIOS = {
    "baseline": ("Huidig beleid", "Current policy", 0.0),
    "cut": ("Bezuiniging op formele ondersteuning", "A cut on formal support", 1.0),
    "easier_access": ("Makkelijker toegang", "Easier access", -0.7),
    "higher_price": ("Hogere eigen bijdrage", "A higher price", 0.15),
    "nothing": ("Beleid dat niets doet", "Policy that does nothing", 0.0),
    "markup": ("<b>Vet</b> & $x_1$ \"beleid\"", "<b>Bold</b> & $x_1$ \"policy\"", 0.4),
    "long": (
        "Een heel lange naam voor een scenario waarin de gemeente vrijwilligersondersteuningsuren uitbreidt",
        "A very long name for a scenario in which the municipality extends its volunteersupporthours",
        -0.3,
    ),
    "stricter": ("Strengere indicatie", "Stricter assessment", 0.6),
}  # fmt: skip


PROFILE = ProfileEntry(
    "amsterdam-wk036366", Text("Een wijk in Amsterdam", "A neighbourhood in Amsterdam"), "f" * 64, 10000,
    "CBS, Kerncijfers wijken en buurten 2019",
)  # fmt: skip


def manifest(scenarios: int = 4, seeds: int = 10, *, weeks: int = 520, every: int = 13) -> Manifest:
    """Return a manifest of made-up results; the first scenario is the baseline."""
    return Manifest(
        complete=False,
        version="0.1.0",
        made_with={"python": "3.11.7", "numpy": "2.4.6", "platform": "Linux-x86_64"},
        command="samenredzaam compare cut easier_access",
        baseline="baseline",
        scenarios=tuple(_scenario(name) for name in list(SCENARIOS)[:scenarios]),
        seeds=tuple(range(1, seeds + 1)),
        weeks=weeks,
        every=every,
        start=date(2024, 1, 1),
        parameters={"asking.reluctance_weight": 3.0, "strain.moves_at": 0.06},
        profile=PROFILE,
        metrics={
            name: MetricEntry(
                Text(made.nl, made.en), made.unit, made.better, made.kind, made.main, made.payer, made.purpose
            )
            for name, made in METRICS.items()
        },
        groups=GROUPS,
    )


def _scenario(name: str) -> ScenarioEntry:
    nl, en, strength = SCENARIOS[name]
    lever = Text("uren wijkteam", "neighbourhood team hours")
    change = ChangeEntry(
        "team_hours", lever, date(2026, 1, 1), Text("gaan met een vijfde omlaag", "go down by a fifth")
    )
    changes = (change,) if strength else ()
    question = Text("Wat gebeurt er met wie hulp nodig heeft?", "What happens to those who need help?")
    return ScenarioEntry(name, Text(nl, en), question, _hash(name), f'[title]\nen = "{name}"\n', changes)


def _hash(name: str) -> str:
    return (name.encode().hex() * 64)[:64]


def values(found: Manifest) -> np.ndarray:
    """Return made-up values, float64 of shape (scenarios, seeds, periods, groups, metrics)."""
    scenarios, seeds, periods, groups, metrics = shape(found)
    random = np.random.default_rng(20240101)
    shared = _walk(random, (1, seeds, periods, groups, metrics))
    own = _walk(random, (scenarios, seeds, periods, groups, metrics)) * 0.4
    level = np.array([METRICS[name].level for name in found.metrics])
    effect = np.array([METRICS[name].effect for name in found.metrics])
    strength = np.array([SCENARIOS[scenario.name][2] for scenario in found.scenarios])
    weeks = np.array(found.period_ends)
    grown = 1 - np.exp(-np.maximum(weeks - 104, 0) / 90)
    by_group = 1 + 0.25 * np.arange(groups)
    acting = (strength != 0)[:, None] & (grown > 0)
    noise = shared + own * acting[:, None, :, None, None]
    made = level * (1 + 0.004 * weeks[:, None, None] / 52 + 0.03 * noise)
    made = made + np.einsum("s,p,g,m->spgm", strength, grown, by_group, effect)[:, None]
    made[:, :, :, groups - 1] = math.nan
    return _filled(made, list(found.metrics))


def _walk(random: np.random.Generator, sizes: tuple[int, ...]) -> np.ndarray:
    """Return noise that drifts, over the third axis."""
    return np.cumsum(random.normal(size=sizes), axis=2) / np.sqrt(sizes[2]) * 1.2


def _filled(made: np.ndarray, names: list[str]) -> np.ndarray:
    """Make the rungs of the ladder and the unmet need add up to the whole."""
    unmet = names.index("need_unmet_share")
    rungs = [names.index(f"need_met_by_{rung}_share") for rung in LADDER]
    made[..., rungs] *= ((1 - made[..., unmet]) / made[..., rungs].sum(axis=-1))[..., None]
    return made


def snapshot(strength: float = 0.0, *, streets: int = 12, seed: int = 7) -> Snapshot:
    """Return a made-up neighbourhood of streets of twenty homes; a policy of some strength leaves need unmet."""
    random = np.random.default_rng(seed)
    homes, people, ties = 20 * streets, 45 * streets, 60 * streets
    number = np.arange(homes)
    home = np.sort(random.integers(0, homes, people)).astype(np.int32)
    required = np.where(random.random(people) < 0.3, random.integers(30, 600, people), 0)
    one = random.integers(0, homes, ties)
    other = (one + random.integers(1, homes, ties)) % homes
    unmet = required * np.clip(0.2 + 0.3 * strength * random.random(people), 0, 1)
    return Snapshot(
        homes={
            "x": (110.0 * (number // 20 % 4) + 10 * (number % 10)).astype(np.float32),
            "y": (100.0 * (number // 80) + 20 * (number // 10 % 2)).astype(np.float32),
            "street": (number // 20).astype(np.int32),
        },
        residents={
            "home": home,
            "adult": random.random(people) < 0.8,
            "loneliness": random.integers(0, 12, people).astype(np.uint8),
            "good_ties": random.integers(0, 9, people).astype(np.uint8),
            "required_minutes": required.astype(np.int32),
            "unmet_minutes": unmet.astype(np.int32),
            "groups": np.ones(people, dtype=np.uint64),
        },
        ties={
            "identity": np.sort(random.integers(0, 2**63, ties).astype(np.uint64)),
            "one": one.astype(np.int32),
            "other": other.astype(np.int32),
            "kind": random.integers(1, 4, ties).astype(np.int8),
            "strength": random.integers(20, 90, ties).astype(np.uint8),
            "good": random.random(ties) < 0.6,
            "bridging": random.random(ties) < 0.5,
        },
        places={
            "x": np.array([200.0, 100.0, 300.0], dtype=np.float32),
            "y": np.array([100.0, 150.0, 60.0], dtype=np.float32),
            "kind": np.array(["team", "walk", "walk"]),
            "title_nl": np.array(["wijkteam", "inloop", "inloop"]),
            "title_en": np.array(["neighbourhood team", "walk-in", "walk-in"]),
        },
    )


def results(scenarios: int = 4, seeds: int = 10, *, maps: bool = True, **settings: int) -> Results:
    """Return made-up results."""
    found = manifest(scenarios, seeds, **settings)
    made = {one.name: snapshot(SCENARIOS[one.name][2]) for one in found.scenarios} if maps else {}
    return Results(found, values(found), made)


def write(folder, scenarios: int = 4, seeds: int = 10, *, maps: bool = True, **settings: int) -> ResultsFolder:
    """Write made-up results to a folder."""
    found = results(scenarios, seeds, maps=maps, **settings)
    made = ResultsFolder(folder, found.manifest)
    made.open()
    for scenario, seed in made.missing():
        made.add(scenario, seed, run(found, scenario, seed))
    made.finish()
    return made


def run(found: Results, scenario: str, seed: int) -> Run:
    """Return one run of made-up results."""
    values = found.values[found.scenarios.index(scenario), found.manifest.seeds.index(seed)]
    mapped = found.maps.get(scenario) if seed == found.manifest.seeds[0] else None
    return Run(np.array(found.manifest.period_ends), values.transpose(0, 2, 1), mapped)
