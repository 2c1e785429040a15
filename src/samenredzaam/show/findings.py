"""What is seen in a picture, as a title: worked out from the results, never typed by hand."""

from collections.abc import Sequence

import numpy as np

from samenredzaam.numbers import number, percent
from samenredzaam.show.style import capital
from samenredzaam.study.compare import (
    DISTINGUISHABLE,
    Difference,
    Verdict,
    Window,
    compare,
    mean_of,
    periods_of,
    window_means,
)  # fmt: skip
from samenredzaam.study.compare_told import shown
from samenredzaam.study.manifest import ScenarioEntry
from samenredzaam.study.results import Results
from samenredzaam.texts import Text

FEW = 3
"""So many scenarios can each be named in a title."""

ONE_RUN = Text(
    "Eén run per scenario: over verschillen valt niets te concluderen",
    "One run of each scenario: nothing can be concluded about differences",
)


def main_metrics(results: Results) -> list[str]:
    """Return the names of the main indicators, or of all where none is a main one."""
    return [name for name, metric in results.manifest.metrics.items() if metric.main] or results.metrics


def last_year(results: Results, scenario: ScenarioEntry, metric: str, group: str = "all") -> float:
    """Return the mean over runs of a scenario in the last year."""
    periods = periods_of(Window.LAST_YEAR, results.manifest, scenario)
    runs = window_means(results.values[results.scenarios.index(scenario.name)], periods, results.manifest)
    found = runs[:, results.groups.index(group), results.metrics.index(metric)]
    return mean_of([value for value in found.tolist() if value == value])


def quoted(text: Text, language: str) -> str:
    """Return a name in quotation marks, with a capital."""
    return f"‘{capital(text.said(language))}’"


def enumerated(parts: Sequence[str], language: str) -> str:
    """Return parts as an enumeration: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {Text('en', 'and').said(language)} {parts[-1]}"


def of_trajectories(results: Results, scenarios: Sequence[str], metrics: Sequence[str], language: str) -> str:
    """Return on how many of the main indicators each scenario differs from the baseline in the last year."""
    manifest = results.manifest
    if manifest.baseline is None or len(scenarios) < 2:
        return _movement(results, manifest.scenario(scenarios[0]), metrics[0], language)
    if len(manifest.seeds) == 1:
        return ONE_RUN.said(language)
    baseline, of = quoted(manifest.scenario(manifest.baseline).title, language), len(main_metrics(results))
    counts = {name: len(found) for name, found in _distinguishable(results, scenarios).items()}
    if not any(counts.values()):
        return Text(
            f"Op geen van de {of} hoofdindicatoren is in het laatste jaar een verschil met {baseline} te zien",
            f"On none of the {of} main indicators is there a visible difference from {baseline} in the last year",
        ).said(language)
    if len(counts) > FEW:
        most = sum(2 * count >= of for count in counts.values())
        return Text(
            f"{most} van de {len(counts)} scenario’s verschillen in het laatste jaar van {baseline} "
            "op ten minste de "
            f"helft van de {of} hoofdindicatoren",
            f"{most} of {len(counts)} scenarios differ from {baseline} in the last year on at least "
            "half of the "
            f"{of} main indicators",
        ).said(language)
    each = enumerated([_with(results, name, str(count), language) for name, count in counts.items()], language)
    begin, end = each.split(" ", 1)
    return Text(
        f"Van de {of} hoofdindicatoren verschillen er in het laatste jaar {begin} van {baseline} {end}",
        f"Of {of} main indicators, in the last year {begin} differ from {baseline} {end}",
    ).said(language)


def _with(results: Results, name: str, what: str, language: str) -> str:
    """Return a finding with the scenario it belongs to: "7 with 'A cut'"."""
    title = quoted(results.manifest.scenario(name).title, language)
    return f"{what} {Text('bij', 'with').said(language)} {title}"


def _movement(results: Results, scenario: ScenarioEntry, metric: str, language: str) -> str:
    """Return from where to where a metric goes in a scenario."""
    entry = results.manifest.metrics[metric]
    runs = results.table(metric)[results.scenarios.index(scenario.name)]
    ends = [float(np.nanmedian(runs[:, place])) for place in (0, -1)]
    first, last = (percent(end, language, 1) if entry.share else number(end, language, 2) for end in ends)
    title = quoted(entry.title, language)
    return Text(
        f"{title} gaat met {quoted(scenario.title, 'nl')} van {first} in het begin naar {last} aan het eind",
        f"{title} goes from {first} at the start to {last} at the end with {quoted(scenario.title, 'en')}",
    ).said(language)


def _distinguishable(results: Results, scenarios: Sequence[str]) -> dict[str, list[Difference]]:
    """Return by scenario the main indicators on which it differs from the baseline in the last year."""
    found = compare(results, metrics=main_metrics(results), groups=["all"], windows=[Window.LAST_YEAR])
    return {
        name: [one for one in found if one.scenario.name == name and one.verdict in DISTINGUISHABLE]
        for name in scenarios
        if name != results.manifest.baseline
    }


def of_forest(results: Results, language: str) -> str:
    """Return how many of the main indicators get better and worse in each scenario."""
    if len(results.manifest.seeds) == 1:
        return ONE_RUN.said(language)
    found = _distinguishable(results, results.scenarios)
    counts = {name: (_counted(some, Verdict.BETTER), _counted(some, Verdict.WORSE)) for name, some in found.items()}
    if len(counts) > FEW:
        mixed = sum(better > 0 and worse > 0 for better, worse in counts.values())
        return Text(
            f"In {mixed} van de {len(counts)} scenario’s worden sommige hoofdindicatoren beter en andere slechter",
            f"In {mixed} of {len(counts)} scenarios some main indicators get better and others worse",
        ).said(language)
    of = sum(results.manifest.metrics[name].better is not None for name in main_metrics(results))
    each = [_with(results, name, _better_and_worse(*pair, language), language) for name, pair in counts.items()]
    said = enumerated(each, language)
    return Text(
        f"Van {of} hoofdindicatoren in het laatste jaar: {said}",
        f"Of {of} main indicators, in the last year: {said}",
    ).said(language)


def _counted(differences: Sequence[Difference], verdict: Verdict) -> int:
    """Return of how many differences so much can be said."""
    return sum(one.verdict is verdict for one in differences)


def _better_and_worse(better: int, worse: int, language: str) -> str:
    """Return two counts in words."""
    return Text(f"{better} beter en {worse} slechter", f"{better} better and {worse} worse").said(language)


def of_groups(differences: Sequence[Difference], language: str) -> str:
    """Return for which group a metric changes most."""
    first = differences[0]
    title = quoted(first.metric_entry.title, language)
    if first.runs == 1:
        return ONE_RUN.said(language)
    sure = [one for one in differences if one.verdict in DISTINGUISHABLE and one.group != "all"]
    if not sure:
        return Text(
            f"{title} verschilt voor geen enkele groep aantoonbaar van {quoted(first.baseline.title, 'nl')}",
            f"{title} is not distinguishable from {quoted(first.baseline.title, 'en')} for any group",
        ).said(language)
    most = max(sure, key=lambda one: abs(one.mean))
    size, group = shown(most.mean, most, language, signed=True), most.group_title.said(language)
    return Text(
        f"{title} verandert het meest bij ‘{most.scenario.title.nl}’, voor de groep ‘{group}’: {size}",
        f"{title} changes most with ‘{most.scenario.title.en}’, for the group ‘{group}’: {size}",
    ).said(language)


def of_ladder(results: Results, unmet: str, language: str) -> str:
    """Return what share of the need stays unmet, with the baseline and where that differs most."""
    manifest = results.manifest
    reference = manifest.scenario(manifest.baseline) if manifest.baseline else manifest.scenarios[0]
    level = percent(last_year(results, reference, unmet), language, 1)
    begin = Text(
        f"Met {quoted(reference.title, 'nl')} blijft in het laatste jaar {level} van de behoefte aan hulp onvervuld",
        f"With {quoted(reference.title, 'en')} {level} of the need for help stays unmet in the last year",
    ).said(language)
    if manifest.baseline is None or len(manifest.scenarios) == 1:
        return begin
    if len(manifest.seeds) == 1:
        end = Text("één run: verschillen zeggen niets", "one run: differences say nothing")
        return f"{begin}; {end.said(language)}"
    found = compare(results, metrics=[unmet], groups=["all"], windows=[Window.LAST_YEAR])
    sure = [one for one in found if one.verdict in DISTINGUISHABLE]
    if not sure:
        end = Text("geen scenario verschilt daar aantoonbaar van", "no scenario is distinguishable from that")
        return f"{begin}; {end.said(language)}"
    most = max(sure, key=lambda one: abs(one.mean))
    other = percent(last_year(results, most.scenario, unmet), language, 1)
    return f"{begin}, {Text('met', 'with').said(language)} {quoted(most.scenario.title, language)} {other}"
