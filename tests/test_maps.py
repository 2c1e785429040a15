"""Maps: what is kept of a neighbourhood for them, that it is exact and safe to read, and what is drawn of it."""

import dataclasses
import io
import itertools
import json
import shutil

import numpy as np
import pytest

import made_up
from command import asked
from conftest import GENEROUS, Lived
from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.show.figures import draw, pictures
from samenredzaam.show.ground import COLOURS, Ground, colour, thickness
from samenredzaam.show.map_changes import COMPARED, LEAST_CHANGE
from samenredzaam.show.maps import LEAST_PEOPLE, LONELINESS, UNMET, Streets, edges_of, labels
from samenredzaam.study import snapshot as snapshots
from samenredzaam.study import snapshot_take
from samenredzaam.study.results import Results
from samenredzaam.study.snapshot import COLUMNS, Snapshot
from samenredzaam.study.snapshot_take import Place, places_of, taken
from test_exact import shuffle

# Sizes and seeds were fixed before the first run.


def same(one: Snapshot, other: Snapshot) -> bool:
    return one.written() == other.written()


# ---------------------------------------------------------------- what is kept


def test_a_snapshot_is_of_everybody_and_agrees_with_what_is_measured(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=GENEROUS)
    model.step()
    town, found = model.town, taken(model)
    assert len(found.residents["home"]) == town.residents.used.sum()
    assert len(found.homes["x"]) == town.homes.used.sum()
    adults = found.residents["adult"]
    lonely = adults & (found.residents["loneliness"] >= 3)
    assert lonely.sum() / adults.sum() == pytest.approx(model.measure("lonely_share"), abs=1e-12)
    connected = adults & (found.residents["good_ties"] >= 4)
    assert connected.sum() / adults.sum() == pytest.approx(model.measure("connected_share"), abs=1e-12)
    unmet = found.residents["unmet_minutes"].sum() / found.residents["required_minutes"].sum()
    assert unmet == pytest.approx(model.measure("need_unmet_share"), abs=1e-6)
    for group in ("low_income", "living_alone", "vulnerable"):
        bit = np.uint64(list(model.recorder.groups).index(group))
        inside = (found.residents["groups"] >> bit) & np.uint64(1) == 1
        share = (lonely & inside).sum() / (adults & inside).sum()
        assert share == pytest.approx(model.measure("lonely_share", group), abs=1e-12)


def test_ties_are_those_between_people_here_in_different_homes(lived: Lived) -> None:
    town, found = (model := lived(400, 2, weeks=12)).town, taken(model)
    wanted = {}
    for tie in np.flatnonzero(town.ties.identity).tolist():
        one, other = town.ties.ends[tie].tolist()
        if other != OUTSIDE and town.residents.home[one] != town.residents.home[other]:
            people = town.residents
            differ = people.schooling[one] != people.schooling[other] and min(people.schooling[[one, other]]) > 0
            differ |= people.background[one] != people.background[other] and min(people.background[[one, other]]) >= 0
            wanted[int(town.ties.identity[tie])] = (int(town.ties.kind[tie]), bool(differ))
    ties = found.ties
    rows = zip(ties["identity"].tolist(), ties["kind"].tolist(), ties["bridging"].tolist(), strict=True)
    assert {identity: (kind, bridging) for identity, kind, bridging in rows} == wanted
    assert (ties["one"] != ties["other"]).all()
    assert ties["good"].any()
    assert not ties["good"].all()
    assert ties["strength"][ties["good"]].min() >= ties["strength"][~ties["good"]].max()


def test_the_order_of_rows_changes_no_byte(lived: Lived) -> None:
    model = lived(400, 2, weeks=12)
    before = taken(model).written()
    shuffle(model.town, 5)
    assert taken(model).written() == before


def test_taking_a_snapshot_changes_nothing(lived: Lived) -> None:
    model = lived(400, 2, weeks=12)
    before = model.town.digest()
    taken(model)
    assert model.town.digest() == before


def test_of_many_ties_a_sample_is_kept_the_same_pairs_at_every_size(lived: Lived, monkeypatch) -> None:
    model = lived(400, 2, weeks=12)
    whole = taken(model)
    assert whole.ties_kept_share == 1.0
    kept = [set(whole.ties["identity"].tolist())]
    for homes in (100, 40):
        monkeypatch.setattr(snapshot_take, "MOST_HOMES", homes)
        found = taken(model)
        assert found.ties_kept_share == pytest.approx(homes / len(whole.homes["x"]))
        kept.append(set(found.ties["identity"].tolist()))
        assert len(kept[-1]) == pytest.approx(found.ties_kept_share * len(kept[0]), rel=0.25)
    assert kept[0] > kept[1] > kept[2]


def test_the_team_stands_in_the_middle_of_the_homes(lived: Lived) -> None:
    town = (model := lived(400, 2)).town
    (team,) = [place for place in places_of(town) if place.kind == "team"]
    used = town.homes.used
    assert team.x == pytest.approx(town.homes.x[used].mean(), abs=0.05)
    assert team.y == pytest.approx(town.homes.y[used].mean(), abs=0.05)
    found = taken(model)
    assert found.place_title(found.places["kind"].tolist().index("team")).en == "neighbourhood team"


def test_places_of_any_kind_are_kept(lived: Lived, monkeypatch) -> None:
    monkeypatch.setattr(snapshot_take, "places_of", lambda town: [Place(5.0, 6.0, "walk"), Place(1.0, 2.0, "team")])
    places = taken(lived(400, 2)).places
    assert places["kind"].tolist() == ["team", "walk"]
    assert places["title_nl"].tolist() == ["wijkteam", "walk"]
    assert places["x"].tolist() == [1.0, 5.0]
    monkeypatch.setattr(snapshot_take, "places_of", lambda town: [])
    assert len(taken(lived(400, 2)).places["x"]) == 0


def test_a_snapshot_comes_back_from_its_file(tmp_path) -> None:
    found = made_up.snapshot(0.5)
    digest = snapshots.store(tmp_path / "map" / "0.npz", found)
    assert same(snapshots.read(tmp_path / "map" / "0.npz", digest), found)
    assert sorted(path.name for path in (tmp_path / "map").iterdir()) == ["0.npz"]


def wrong(**columns: np.ndarray | None) -> dict[str, dict[str, np.ndarray]]:
    """Return the tables of a made-up snapshot with some columns (`table__column`) replaced or left out."""
    found = made_up.snapshot()
    tables = {table: dict(getattr(found, table)) for table in COLUMNS}
    for name, column in columns.items():
        table, _, key = name.partition("__")
        tables[table].pop(key)
        if column is not None:
            tables[table][key] = column
    return tables


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"homes__street": None}, "lacks homes.street"),
        ({"homes__x": np.zeros(240)}, "homes.x is float64"),
        ({"homes__x": np.zeros(7, dtype=np.float32)}, "shape"),
        ({"homes__x": np.full(240, np.nan, dtype=np.float32)}, "not all somewhere"),
        ({"residents__home": np.full(540, 240, dtype=np.int32)}, "not there"),
        ({"ties__one": np.full(720, -1, dtype=np.int32)}, "not there"),
        ({"places__kind": np.zeros(3)}, "places.kind"),
    ],
)
def test_a_snapshot_that_does_not_fit_is_refused(columns, said) -> None:
    with pytest.raises(ValueError, match=said):
        Snapshot(**wrong(**columns))


# ---------------------------------------------------------------- in a results folder


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps") / "complete"
    made_up.write(folder, 3, 2, weeks=60)
    return folder


@pytest.fixture
def copy(complete, tmp_path):
    return shutil.copytree(complete, tmp_path / "copy")


def test_a_folder_holds_a_map_of_each_scenario_and_says_so(complete) -> None:
    found = Results.read(complete)
    assert list(found.maps) == found.scenarios
    assert [(entry.scenario, entry.seed) for entry in found.manifest.maps] == [(name, 1) for name in found.scenarios]
    made = made_up.results(3, 2, weeks=60)
    assert all(same(found.maps[name], made.maps[name]) for name in found.scenarios)
    assert sorted(path.name for path in (complete / "map").iterdir()) == ["0.npz", "1.npz", "2.npz"]


@pytest.mark.parametrize("lose", [lambda path: path.unlink(), lambda path: path.write_bytes(b"half")])
def test_a_run_whose_map_is_lost_counts_as_missing(tmp_path, lose) -> None:
    found = made_up.results(3, 2, weeks=60)
    from samenredzaam.study.results import ResultsFolder

    folder = ResultsFolder(tmp_path / "half", found.manifest)
    folder.open()
    for scenario, seed in folder.missing():
        folder.add(scenario, seed, made_up.run(found, scenario, seed))
    assert not folder.missing()
    lose(tmp_path / "half" / "map" / "1.npz")
    assert folder.missing() == [("cut", 1)]
    folder.add("cut", 1, made_up.run(found, "cut", 1))
    (tmp_path / "half" / "map" / ".2.npz.77.part").write_bytes(b"left by a process that was ended")
    folder.finish()
    assert Results.read(tmp_path / "half").maps.keys() == {"baseline", "cut", "easier_access"}
    assert sorted(path.name for path in (tmp_path / "half" / "map").iterdir()) == ["0.npz", "1.npz", "2.npz"]


def garbage(folder) -> None:
    """Put something in place of a map that is none, and make the manifest agree."""
    (folder / "map" / "1.npz").write_bytes(b"no archive")
    agree(folder, b"no archive")


def agree(folder, contents: bytes) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["maps"][1]["digest"] = snapshots.digest(contents)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def lacking(folder) -> None:
    """Leave a column out of a map, and make the manifest agree."""
    path, file = folder / "map" / "1.npz", io.BytesIO()
    with np.load(path) as found:
        np.savez(file, **{name: found[name] for name in found.files if name != "ties.bridging"})
    path.write_bytes(file.getvalue())
    agree(folder, file.getvalue())


def pickled(folder) -> None:
    """Put objects in a map that would be made by running what they say, and make the manifest agree."""
    file = io.BytesIO()
    np.savez(file, **{"homes.x": np.array([{}], dtype=object)})
    (folder / "map" / "1.npz").write_bytes(file.getvalue())
    agree(folder, file.getvalue())


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "map" / "1.npz").unlink(), "is not there"),
        (lambda folder: (folder / "map" / "1.npz").write_bytes(b""), "cut off or was changed"),
        (lambda folder: shutil.copy(folder / "map" / "0.npz", folder / "map" / "1.npz"), "cut off or was changed"),
        (garbage, "cannot be used as a map"),
        (lacking, "lacks ties.bridging"),
        (pickled, "cannot be used as a map"),
    ],
    ids=["gone", "empty", "another", "garbage", "lacking", "pickled"],
)
def test_a_broken_map_is_told_in_one_sentence(copy, break_it, said) -> None:
    break_it(copy)
    with pytest.raises(InputError, match=said) as caught:
        Results.read(copy)
    assert "1.npz" in str(caught.value)
    assert "--overwrite" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_line_tells_it_and_ends_with_2(copy) -> None:
    (copy / "map" / "0.npz").write_bytes(b"half")
    done = asked("plot", copy)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert "0.npz is cut off or was changed" in sentence
    assert not (copy / "figures").exists()


def test_results_of_before_there_were_maps_are_drawn_with_a_notice(tmp_path) -> None:
    made_up.write(tmp_path / "old", 2, 2, weeks=60, maps=False)
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_text("utf-8"))
    assert manifest.pop("maps") == []
    for metric in manifest["metrics"].values():
        del metric["payer"], metric["purpose"]
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    done = asked("plot", tmp_path / "old")
    assert done.returncode == 0, done.stderr
    assert "hold no map" in done.stderr
    assert "trajectories" in done.stdout
    assert "map" not in done.stdout.replace(str(tmp_path), "")
    assert "costs" not in done.stdout.replace(str(tmp_path), "")


def test_a_map_of_an_unknown_scenario_is_refused(copy) -> None:
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["maps"][1]["scenario"] = "another"
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match="maps must be of the scenarios"):
        Results.read(copy)


# ---------------------------------------------------------------- what is drawn


def test_streets_are_shares_over_the_people_in_them() -> None:
    found = made_up.snapshot(0.5)
    for view in (LONELINESS, UNMET):
        streets = Streets(Ground(found), view)
        street = found.homes["street"][found.residents["home"]]
        above, below = view.above(found), view.below(found)
        for place in range(12):
            inside = street == place
            assert streets.share[place] == pytest.approx(above[inside].sum() / below[inside].sum())
        assert streets.all == pytest.approx(above.sum() / below.sum())


def test_nothing_is_shown_of_a_street_with_few_people_concerned() -> None:
    found = made_up.snapshot()
    adult = found.residents["adult"].copy()
    street = found.homes["street"][found.residents["home"]]
    adult[street == 3] = False
    adult[np.flatnonzero(street == 3)[: LEAST_PEOPLE - 1]] = True
    adult[street == 4] = False
    adult[np.flatnonzero(street == 4)[:LEAST_PEOPLE]] = True
    few = dataclasses.replace(found, residents={**found.residents, "adult": adult})
    streets = Streets(Ground(few), LONELINESS)
    assert np.isnan(streets.share).tolist() == [place == 3 for place in range(12)]
    assert streets.classes(edges_of([streets]))[3] == -1


def test_classes_hold_every_street_and_are_named_by_their_edges() -> None:
    streets = Streets(Ground(made_up.snapshot(0.5)), UNMET)
    edges = edges_of([streets])
    assert edges[0] <= streets.share.min()
    assert edges[-1] >= streets.share.max()
    for share, place in zip(streets.share, streets.classes(edges), strict=True):
        assert edges[place] <= share <= edges[place + 1]
    assert len(labels(edges)) == len(edges) - 1
    assert np.diff(edges) == pytest.approx(edges[1] - edges[0])


@pytest.mark.parametrize("count", range(1, len(COLOURS) + 2))
def test_classes_differ_in_colour_and_thickness(count) -> None:
    # No more classes than colours are made; if there were, colours would repeat but thickness would not.
    thick = [thickness(place, count) for place in range(count)]
    assert thick == sorted(set(thick))
    if count <= len(COLOURS):
        colours = [colour(place, count) for place in range(count)]
        assert [COLOURS.index(one) for one in colours] == sorted({COLOURS.index(one) for one in colours})


def test_changes_count_streets_by_the_direction_that_is_drawn() -> None:
    results = made_up.results(4, 2, weeks=60)
    shares = {name: Streets(Ground(found), UNMET).share for name, found in results.maps.items()}
    difference = shares["cut"] - shares["baseline"]
    up = int((difference >= LEAST_CHANGE).sum())
    assert up > 6
    figure = next(one.figure for one in pictures(results, "en") if one.name == "map-changes-1")
    said = " ".join(text.get_text() for text in figure.texts)
    assert f"higher in {up} streets" in said
    signs = [one for axes in figure.axes for one in axes.collections if hasattr(one, "get_offsets")]
    drawn = sum(len(one.get_offsets()) for one in signs if len(one.get_offsets()) > 1)
    assert drawn >= up


def test_policies_that_change_nothing_are_said_to_change_nothing() -> None:
    results = made_up.results(2, 2, weeks=60)
    results.maps["cut"] = results.maps["baseline"]
    found = [picture for picture in pictures(results, "nl") if picture.name.startswith("map-changes")]
    assert len(found) == len(COMPARED)
    assert all("In no street" in picture.alt.en for picture in found)


def test_at_most_three_policies_beside_the_baseline_on_a_page() -> None:
    names = [picture.name for picture in pictures(made_up.results(8, 2, weeks=60), "en")]
    assert [name for name in names if name.startswith("map-")] == [f"map-changes-{page}" for page in range(1, 7)]
    assert "map" in names


@pytest.mark.parametrize("streets", [1, 2, 40])
def test_small_and_large_neighbourhoods_can_be_drawn(streets) -> None:
    results = made_up.results(3, 2, weeks=60)
    for place, name in enumerate(results.scenarios):
        results.maps[name] = made_up.snapshot(place / 2, streets=streets)
    assert {"map", "map-changes-1"} <= {picture.name for picture in pictures(results, "nl")}


def test_a_neighbourhood_of_fifty_thousand_gives_a_small_picture(tmp_path) -> None:
    results = made_up.results(1, 2, weeks=60)
    results.maps["baseline"] = dataclasses.replace(made_up.snapshot(streets=1100), ties_kept_share=0.2)
    from samenredzaam.show.figures import png, svg

    picture = next(one for one in pictures(results, "nl") if one.name == "map")
    assert len(svg(picture, "nl")) < 2_000_000
    assert len(png(picture)) < 2_000_000
    assert "ongeveer" in " ".join(text.get_text() for text in picture.figure.texts)


def test_ties_without_ends_in_other_streets_and_no_places_can_be_drawn() -> None:
    results = made_up.results(1, 2, weeks=60)
    found = results.maps["baseline"]
    none = {name: column[:0] for name, column in found.ties.items()}
    nowhere = {name: column[:0] for name, column in found.places.items()}
    results.maps["baseline"] = dataclasses.replace(found, ties=none, places=nowhere)
    assert "map" in {picture.name for picture in pictures(results, "nl")}


def test_a_map_is_drawn_of_streets_never_of_homes() -> None:
    # People of a home may change places with others of their street: the picture stays the same.
    results = made_up.results(1, 2, weeks=60)
    found = results.maps["baseline"]
    street = found.homes["street"][found.residents["home"]]
    home = found.residents["home"].copy()
    for place in range(12):
        rows = np.flatnonzero(street == place)
        home[rows] = np.roll(home[rows], 5)
    moved = Results(results.manifest, results.values, {
        "baseline": dataclasses.replace(found, residents={**found.residents, "home": home})
    })  # fmt: skip
    from samenredzaam.show.figures import svg

    one, other = (next(p for p in pictures(some, "nl") if p.name == "map") for some in (results, moved))
    assert svg(one, "nl") == svg(other, "nl")


def test_files_are_the_same_bytes_when_drawn_again(complete, tmp_path) -> None:
    first, second = draw(complete, "nl", tmp_path / "one"), draw(complete, "nl", tmp_path / "two")
    names = [path.name for path in first]
    assert {"map.nl.svg", "map.nl.png", "map-changes-1.nl.svg", "costs.nl.png"} <= set(names)
    for one, two in itertools.zip_longest(first, second):
        assert one.read_bytes() == two.read_bytes(), one.name
