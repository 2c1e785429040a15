"""Pictures: nothing overlaps or falls off the page, letters can be read, the same results give the same."""

import dataclasses
import functools
import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import made_up
from samenredzaam.errors import InputError
from samenredzaam.show import style
from samenredzaam.show.figures import draw, pictures, png, svg
from samenredzaam.show.forest import MOST_GROUPS, furthest, shown_groups
from samenredzaam.show.ladder import RUNGS
from samenredzaam.show.picture import DRAWINGS, batches
from samenredzaam.study.compare import Window, compare
from samenredzaam.study.results import Results
from samenredzaam.texts import LANGUAGES, Text

DPI = 150
POINT = DPI / 72


@pytest.fixture(scope="module")
def drawn():
    """Return a function that draws made-up results once: (scenarios, seeds, language) to pictures."""
    kept = {}

    def of(scenarios: int, seeds: int, language: str):
        key = scenarios, seeds, language
        if key not in kept:
            kept[key] = pictures(made_up.results(scenarios, seeds), language)
        return kept[key]

    return of


@functools.cache
def boxes(figure):
    """Return every text of a figure that is drawn, with its box in dots."""
    with mpl.rc_context(style.RC):
        figure.set_dpi(DPI)
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        texts = list(figure.texts)
        for axes in figure.axes:
            texts += axes.texts
            texts += ticks(axes.xaxis) + ticks(axes.yaxis) if axes.axison else []
        return [(text, text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]


def ticks(axis):
    """Return the labels of an axis within its limits: others exist but are not drawn."""
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label for place, label in places if low <= place <= high]


CASES = [(1, 1), (2, 1), (2, 10), (4, 4), (4, 10), (4, 100), (8, 10)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scenarios", "seeds"), CASES)
def test_no_words_overlap_or_fall_off_the_page(drawn, scenarios, seeds, language):
    for picture in drawn(scenarios, seeds, language):
        found = boxes(picture.figure)
        width, height = picture.figure.bbox.size
        for text, box in found:
            assert box.x0 >= 0 and box.x1 <= width, f"{picture.name}: {text.get_text()!r} falls off the side"  # noqa: PT018
            assert box.y0 >= 0 and box.y1 <= height, f"{picture.name}: {text.get_text()!r} falls off the end"  # noqa: PT018
        for (one, here), (other, there) in itertools.combinations(found, 2):
            # Boxes hold room for accents and tails that lines of text share: a quarter of a line may.
            x = min(here.x1, there.x1) - max(here.x0, there.x0)
            y = min(here.y1, there.y1) - max(here.y0, there.y0)
            assert x < POINT or y < 3 * POINT, f"{picture.name}: {one.get_text()!r} overlaps {other.get_text()!r}"


@pytest.mark.parametrize(("scenarios", "seeds"), CASES)
def test_letters_are_nine_points_or_more_at_the_printed_width(drawn, scenarios, seeds):
    for picture in drawn(scenarios, seeds, "nl"):
        assert picture.figure.get_size_inches()[0] == style.WIDTH
        assert min(text.get_size() for text, _ in boxes(picture.figure)) >= 9


def luminance(colour):
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in mpl.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_they_stand_on(drawn):
    for picture in drawn(8, 10, "en"):
        for text, _ in boxes(picture.figure):
            on = text.get_bbox_patch().get_facecolor() if text.get_bbox_patch() else "white"
            assert contrast(text.get_color(), on) >= 4.5, f"{picture.name}: {text.get_text()!r}"


def test_scenarios_differ_in_more_than_colour():
    assert len({one.marker for one in (*style.LOOKS, style.BASELINE)}) == len(style.LOOKS) + 1
    assert style.BASELINE.dashes != "-"
    neighbours = itertools.pairwise(RUNGS)
    assert all(contrast(one.plane, other.plane) > 1.25 or one.hatch != other.hatch for one, other in neighbours)


def words(figure):
    return " ".join(text.get_text() for text, _ in boxes(figure))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_says_where_it_comes_from_and_what_it_is_not(drawn, language):
    not_a_forecast = Text("modeluitkomst, geen voorspelling", "model outcome, not a forecast").said(language)
    first_look = Text("een eerste indruk", "a first look").said(language)
    for picture in drawn(4, 10, language):
        said = words(picture.figure)
        for part in (
            "samenredzaam 0.1.0",
            "baseline 6261736",
            "cut 6375746",
            "1",
            "10",
            not_a_forecast,
            first_look,
        ):
            assert part in said
        assert "100% van de runs" not in said


def test_enough_runs_are_no_first_look(drawn):
    assert all("first look" not in words(picture.figure) for picture in drawn(4, 100, "en"))


def test_one_run_concludes_nothing(drawn):
    for picture in drawn(2, 1, "nl"):
        said = words(picture.figure)
        if picture.name.startswith(("forest", "trajectories")):
            assert "valt niets te concluderen" in said
        assert "beter in" not in said
    kinds = {picture.name: picture.figure for picture in drawn(2, 1, "nl")}
    assert not kinds["trajectories"].axes[0].collections, "one run has no bands"


ALONE = ("trajectories", "ladder", "ladder-last-year", "costs", "map")
"""What is drawn of one scenario alone."""


def test_what_is_drawn_for_what_there_is(drawn):
    assert {picture.name for picture in drawn(1, 10, "nl")} == {*ALONE}
    names = {picture.name for picture in drawn(4, 10, "nl")}
    assert names == {*ALONE, "forest-1", "forest-2", "forest-groups", "map-changes-1", "map-changes-2"}
    assert {"trajectories-1", "trajectories-2"} <= {picture.name for picture in drawn(8, 10, "nl")}
    assert set(DRAWINGS) == {*ALONE, "forest", "forest-groups", "forest-neighbourhoods", "map-changes"}


def of_neighbourhoods(count: int) -> Results:
    """Return made-up results of a municipality of so many neighbourhoods."""
    codes = tuple(f"WK0363{number:02}" for number in range(count))
    groups = made_up.GROUPS | {code: Text(f"Wijk {code}", f"Wijk {code}") for code in codes}
    profile = dataclasses.replace(made_up.PROFILE, areas=codes)
    found = dataclasses.replace(made_up.manifest(2, 5), groups=groups, profile=profile)
    return Results(found, made_up.values(found))


@pytest.mark.parametrize(("count", "shown"), [(3, 2), (9, 8), (98, 8)])
def test_of_many_neighbourhoods_those_furthest_apart_are_drawn(count: int, shown: int) -> None:
    found = of_neighbourhoods(count)  # in the last of which nobody lives
    picture = next(one for one in pictures(found, "en") if one.name == "forest-neighbourhoods")
    rows = compare(found, metrics=["need_unmet_share"], groups=found.manifest.profile.areas, windows=[Window.LAST_YEAR])
    by_mean = [one.group for one in sorted((one for one in rows if one.pairs), key=lambda one: one.mean)]
    wanted = by_mean if len(by_mean) <= MOST_GROUPS else by_mean[: MOST_GROUPS // 2] + by_mean[-MOST_GROUPS // 2 :]
    said = words(picture.figure).replace("\n", " ")
    assert len(wanted) == shown
    assert [one.group for one in furthest(rows)] == wanted
    assert set(re.findall(r"WK0363\d\d", said)) >= set(wanted)
    assert ("8 of 98 neighbourhoods" in said) == (count == 98)


def test_at_most_five_scenarios_beside_the_baseline(drawn):
    for picture in drawn(8, 10, "en"):
        if picture.name.startswith("trajectories"):
            assert max(len(axes.collections) for axes in picture.figure.axes) <= 2 * 6


def test_lines_are_medians_and_bands_hold_the_runs_they_say(drawn):
    results = made_up.results(2, 10)
    figure = next(picture.figure for picture in drawn(2, 10, "en") if picture.name == "trajectories")
    axes = figure.axes[0]
    runs = 100 * results.table("connected_share")[1]
    lines = [line.get_ydata() for line in axes.lines if len(line.get_ydata()) == runs.shape[1]]
    assert any(np.allclose(line, np.median(runs, axis=0)) for line in lines)
    ends = np.percentile(runs, [5, 95], axis=0)
    bands = [band.get_paths()[0].vertices for band in axes.collections]
    assert any(
        np.isclose(band[:, 1].max(), ends[1].max()) and np.isclose(band[:, 1].min(), ends[0].min()) for band in bands
    )


def test_zero_is_in_the_middle_of_every_forest(drawn):
    for picture in drawn(4, 100, "en"):
        if not picture.name.startswith("forest"):
            continue
        limits = [axes.get_xlim() for axes in picture.figure.axes]
        assert all(low == -high for low, high in limits)
        if picture.name == "forest-groups":
            assert len(set(limits)) == 1
        for axes in picture.figure.axes:
            dots = [line for line in axes.lines if len(line.get_xdata()) == 100]
            assert len(dots) >= 3
            assert all(np.abs(line.get_xdata()).max() < axes.get_xlim()[1] for line in dots)


def test_layers_add_up_to_the_whole(drawn):
    figure = next(picture.figure for picture in drawn(4, 10, "en") if picture.name == "ladder")
    for axes in figure.axes:
        top = max(layer.get_paths()[0].vertices[:, 1].max() for layer in axes.collections)
        assert np.isclose(top, 100)
        assert len(axes.collections) == len(RUNGS)
        assert axes.get_ylim() == (0, 100)


def test_without_every_rung_there_is_no_ladder():
    results = made_up.results(2, 2)
    metrics = dict(list(results.manifest.metrics.items())[:-1])
    fewer = Results(dataclasses.replace(results.manifest, metrics=metrics), results.values[..., :-1])
    assert not any(picture.name.startswith("ladder") for picture in pictures(fewer))


def test_without_a_baseline_there_are_trajectories_only_and_no_differences():
    results = made_up.results(3, 6)
    found = Results(dataclasses.replace(results.manifest, baseline=None), results.values, results.maps)
    names = {picture.name for picture in pictures(found, "en")}
    assert names == {"trajectories", "ladder", "ladder-last-year", "map"}


@pytest.mark.parametrize("weeks", [1, 13, 60, 2600])
def test_short_and_long_runs_can_be_drawn(weeks):
    for picture in pictures(made_up.results(2, 3, weeks=weeks, every=13)):
        assert len(png(picture)) > 10_000


def test_an_empty_metric_can_be_drawn():
    results = made_up.results(2, 6)
    results.values[..., results.metrics.index("lonely_share")] = np.nan
    results.values[:, :, :5, :, results.metrics.index("connected_share")] = np.nan
    assert all(svg(picture, "nl") for picture in pictures(results))


# Files.


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("figures") / "results"
    made_up.write(made, 6, 5, weeks=104)
    return made


@pytest.fixture(scope="module")
def files(folder):
    return draw(folder, "en")


def test_drawn_twice_the_files_are_the_same_bytes(folder, files, tmp_path):
    assert {path.parent for path in files} == {folder / "figures"}
    assert sorted({"".join(path.suffixes) for path in files}) == [".en.png", ".en.svg"]
    # Another process, with other hash seeds: nothing may hang on the order of sets.
    script = f"from samenredzaam.show.figures import draw; draw({str(folder)!r}, 'en', {str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    for path in files:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_svg_is_whole_names_what_it_shows_and_loads_nothing(files):
    seen = set()
    for path in files:
        if path.suffix != ".svg":
            continue
        root = ElementTree.fromstring(path.read_text("utf-8"))
        assert root.attrib["role"] == "img"
        assert len(root.attrib["aria-label"]) > 40
        ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids))
        assert not seen & set(ids), "pictures in one page must not share names"
        seen |= set(ids)
        links = [value for element in root.iter() for key, value in element.attrib.items() if key.endswith("href")]
        assert all(link.startswith("#") and link[1:] in ids for link in links)
        assert "http" not in path.read_text("utf-8").replace("http://www.w3.org/", "")


def test_markup_in_a_name_is_shown_as_it_is(folder):
    found = pictures(Results.read(folder), "en")
    assert any("<b>Bold</b> & $x_1$" in words(picture.figure) for picture in found)
    for picture in found:
        label = ElementTree.fromstring(svg(picture, "en")).attrib["aria-label"]
        assert label == picture.alt.en
    assert any('<b>Bold</b> & $x_1$ "policy"' in picture.alt.en for picture in found)


def test_odd_signs_in_a_name_make_no_broken_file():
    results = made_up.results(2, 2, weeks=52)
    odd = "bel\x07 \n regel\u2028 \N{GRINNING FACE} \ud7ff --> ]]> " + "lang" * 40
    scenarios = [dataclasses.replace(one, title=Text(odd, odd)) for one in results.manifest.scenarios]
    found = Results(dataclasses.replace(results.manifest, scenarios=tuple(scenarios)), results.values, results.maps)
    for picture in pictures(found, "en"):
        assert "regel" in ElementTree.fromstring(svg(picture, "en")).attrib["aria-label"]
        assert png(picture)


def test_alt_text_tells_the_finding_in_both_languages(drawn):
    for picture in drawn(4, 10, "nl"):
        # The map is of the baseline alone.
        assert ("Huidig beleid" if picture.name == "map" else "Bezuiniging") in picture.alt.nl
        assert ("Current policy" if picture.name == "map" else "cut") in picture.alt.en
        assert picture.alt.nl != picture.alt.en
        assert not {"nan", "None"} & set(picture.alt.en.replace(",", " ").split())


def test_an_unknown_language_and_a_folder_that_is_none_are_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="language 'fr' is not known"):
        draw(folder, "fr")
    with pytest.raises(InputError, match="is not there"):
        draw(tmp_path)


def test_pictures_are_made_without_the_model(tmp_path):
    script = (
        "import sys, samenredzaam.show.figures\n"
        "unwanted = ('mesa', 'numba', 'matplotlib.pyplot', 'samenredzaam.model', 'samenredzaam.mechanisms', "
        "'samenredzaam.scenario')\n"
        "sys.exit(', '.join(name for name in unwanted if name in sys.modules) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# The parts.


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.05, 0.8)), min_size=1, max_size=8))
def test_labels_keep_their_order_and_their_distance(labels):
    wanted = sorted(want for want, _ in labels)
    heights = [height for _, height in labels]
    places = style.apart(wanted, heights, 0.0, 10.0)
    ends = [(place - height / 2, place + height / 2) for place, height in zip(places, heights, strict=True)]
    assert all(one[1] <= other[0] + 1e-9 for one, other in itertools.pairwise(ends))
    assert ends[0][0] >= -1e-9
    assert ends[-1][1] <= 10 + 1e-9


def test_labels_with_room_stay_where_they_want_to_be():
    assert style.apart([1.0, 2.0, 3.0], [0.5, 0.5, 0.5], 0, 4) == [1.0, 2.0, 3.0]
    assert style.apart([2.0, 2.0], [1.0, 1.0], 0, 4) == [1.5, 2.5]


@given(st.text(alphabet="abc wé-", max_size=60), st.floats(0.5, 3.0))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = style.wrapped(text, width)
    assert all(style.width_of(line) <= width for line in lines)
    kept = "".join(lines).replace("-", "").replace(" ", "")
    assert kept == text.replace("-", "").replace(" ", "")


def test_a_name_of_a_million_letters_still_gives_lines():
    assert len(style.wrapped("a" * 10**6, 2.0)) < 100
    assert len(style.wrapped("a b " * 10**6, 2.0)) < 100


@given(st.lists(st.integers(), max_size=40), st.integers(1, 9))
def test_batches_hold_all_in_order_and_are_alike(items, size):
    found = batches(items, size)
    assert list(itertools.chain(*found)) == items
    lengths = [len(batch) for batch in found]
    assert max(lengths, default=0) <= size
    assert max(lengths, default=0) - min(lengths, default=0) <= 1


def test_which_groups_are_shown():
    assert shown_groups(made_up.GROUPS) == [
        "all", "low_income", "living_alone", "aged_75_plus", "vulnerable",
    ]  # fmt: skip
    assert shown_groups(["all", "WK036375", "low_income"]) == ["all", "low_income"]
    assert shown_groups(["all", "men", "women"]) == ["all", "men", "women"]
