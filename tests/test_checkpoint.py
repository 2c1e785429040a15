"""A run saved and gone on with gives the same bytes; a file that cannot be gone on with is refused in a sentence."""

import dataclasses
import errno
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import environment
from conftest import BASELINE, GENEROUS
from samenredzaam import checkpoint
from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import Decider, Deciders
from samenredzaam.neighbourhood.town import Town
from samenredzaam.notebook import Notebook
from samenredzaam.scenario import Scenario, read
from samenredzaam.study.results_table import rows_of
from samenredzaam.study.run import live, manifest_of
from samenredzaam.study.snapshot_take import taken

SPIN_UP, WEEKS = 8, 24
INITIATIVES = dataclasses.replace(
    BASELINE,
    start_policy={"initiative_room": 1.0, "team_hours": 120.0, "rule_reflex": 1.0, "time_bank_share": 0.5},
    parameters={"initiating.found_chance": 0.02},
)
SCENARIOS = {
    name: dataclasses.replace(one, weeks=WEEKS, residents=300)
    for name, one in (
        ("baseline", BASELINE),
        ("generous", GENEROUS),
        ("initiatives", INITIATIVES),
        ("cut", read("cut")),
        ("two wijken", dataclasses.replace(BASELINE, beside=("amsterdam-wk036391",))),
    )
}
"""What lives differently: few and many professionals, initiatives, a policy that changes."""


def saving(path: Path, week: int) -> Callable[[NeighbourhoodModel], None]:
    """Return what saves a model at the end of a week."""

    def save(model: NeighbourhoodModel) -> None:
        if model.week == week:
            model.save(path)

    return save


def to_its_end(scenario: Scenario, path: Path, week: int) -> NeighbourhoodModel:
    """Live a scenario without a halt, and save it on the way at the end of a week."""
    model = NeighbourhoodModel(scenario, 3, spin_up_weeks=SPIN_UP, each_week=saving(path, week))
    live(model, 5)
    return model


def table(model: NeighbourhoodModel) -> bytes:
    """Return the rows of results.csv that a model gives, lived to its end."""
    manifest = manifest_of([model.scenario_used], [3], every=5, command="a test", baseline=None)
    return rows_of(manifest, model.scenario_used.name, 3, live(model, 5).values)


# ---------------------------------------------------------------- going on


@settings(max_examples=12)
@given(name=st.sampled_from(sorted(SCENARIOS)), week=st.integers(-SPIN_UP, WEEKS - 1))
def test_gone_on_from_any_week_a_run_is_the_same(name: str, week: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("saved") / "checkpoint"
    straight = to_its_end(SCENARIOS[name], path, week)
    model = NeighbourhoodModel.restored(path, SCENARIOS[name])
    assert model.week == max(week, -1)
    assert table(model) == table(straight)
    assert model.town.digest() == straight.town.digest()
    assert (model.steps, model.running) == (straight.steps, straight.running)
    assert taken(model).written() == taken(straight).written()


GOING_ON = """\
import sys, test_checkpoint as here
for name, path in zip(sys.argv[1::2], sys.argv[2::2]):
    model = here.NeighbourhoodModel.restored(path, here.SCENARIOS[name])
    open(path + ".csv", "wb").write(here.table(model))
    open(path + ".digest", "w").write(model.town.digest())
"""


def test_another_process_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    cases = [("baseline", -5), ("generous", -1), ("initiatives", 0), ("cut", 11), ("two wijken", 17)]
    straight = [to_its_end(SCENARIOS[name], tmp_path / f"{name}{week}", week) for name, week in cases]
    arguments = [part for name, week in cases for part in (name, str(tmp_path / f"{name}{week}"))]
    paths = os.pathsep.join([str(Path(__file__).parent), environment()["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, "-c", GOING_ON, *arguments],
        env=environment(PYTHONPATH=paths), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for model, (name, week) in zip(straight, cases, strict=True):
        assert (tmp_path / f"{name}{week}.csv").read_bytes() == table(model)
        assert (tmp_path / f"{name}{week}.digest").read_text() == model.town.digest()


def test_the_end_of_a_spin_up_goes_on_under_every_scenario_that_shares_it(tmp_path: Path) -> None:
    trunk = NeighbourhoodModel(SCENARIOS["baseline"], 3, spin_up_weeks=SPIN_UP)
    trunk.save(tmp_path / "spun up")
    branch, restored = (
        trunk.branch(SCENARIOS["cut"]),
        NeighbourhoodModel.restored(tmp_path / "spun up", SCENARIOS["cut"]),
    )
    assert table(branch) == table(restored)
    assert branch.town.digest() == restored.town.digest()


def test_the_same_state_gives_the_same_file(tmp_path: Path, lived: Any) -> None:
    model = lived(300, 3, weeks=12)
    model.save(tmp_path / "one")
    NeighbourhoodModel.restored(tmp_path / "one").save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    with np.load(tmp_path / "one") as found:
        assert np.array_equal(found["town.tables.residents.age"], model.town.residents.age)


def test_what_is_followed_is_followed_on(tmp_path: Path, lived: Any) -> None:
    straight = lived(300, 3)
    notebook = straight.follow([int(straight.town.residents.identity[row]) for row in (0, 7, 30, 31, 32, 90)] + [5])
    for _ in range(9):
        straight.step()
    straight.save(tmp_path / "followed")
    model = NeighbourhoodModel.restored(tmp_path / "followed")
    for _ in range(12):
        straight.step()
        model.step()
    assert model.notebook is not None
    assert len(notebook.records) > 100
    assert model.notebook.records == notebook.records
    assert model.town.digest() == straight.town.digest()


@pytest.mark.parametrize("recorded", [False, True])
def test_recording_and_registering_go_on(tmp_path: Path, recorded: bool) -> None:
    model = NeighbourhoodModel(SCENARIOS["baseline"], 3, residents=200, spin_up_weeks=3, record=recorded)
    model.step()
    model.save(tmp_path / "saved")
    other = NeighbourhoodModel.restored(tmp_path / "saved", SCENARIOS["baseline"], register_residents=True)
    other.step()
    model.step()
    assert len(other.history) == (2 if recorded else 0)
    assert np.array_equal(np.array(model.history), np.array(other.history), equal_nan=True)
    assert len(other.agents) == len(model.agents) + len(model.residents)


# ---------------------------------------------------------------- all of it

MADE_ANEW = {
    "streams": "follow from the seed",
    "codes": "of the profiles",
    "fading": "of the scenario",
    "needy": "listed when a week begins",
    "formally": "listed when a week's help begins",
    "arranged": "made anew each week",
    "notes": "follow from the notebook",
    "_links": "views of the tables",
    "_book": "views of the tables",
    "_turning": "listed by week",
    "_turning_ties": "listed by week",
}
"""What of a town is not saved, and why it need not be."""

OF_A_MODEL = {
    "scenario_used": "given again, and checked",
    "profiles": "of the scenario, and checked",
    "codes": "of the profiles",
    "mechanisms": "of the scenario",
    "recorder": "of the metrics there are",
    "residents": "shows the town",
    "each_week": "given again",
    "_registered": "given again",
    "seed_used": "in what the file is of",
    "spin_up_weeks": "in what the file is of",
    "record": "in what the file is of",
    "town": "saved",
    "history": "saved",
    "notebook": "saved",
}
"""Everything that a model holds beside what Mesa gives it, and what becomes of it."""


def test_everything_a_town_holds_is_saved_or_made_anew(lived: Any) -> None:
    """Whoever gives a town another attribute must save it, or say here why that is not needed."""
    town = lived(300, 3, weeks=12, scenario=GENEROUS).town
    state = town.state()
    assert {*vars(town)} == ({*state} - {"tables"}) | {*state["tables"]} | {*MADE_ANEW}
    assert {*state["ledgers"]} == {*vars(town.ledgers)} - {"everything"}
    assert {*state["offers"]} == {*vars(town.offers)}
    for name, found in town.tables().items():
        assert {*state["tables"][name]} == {*vars(found)} - {"changes"}


def test_everything_a_model_holds_is_saved_or_made_anew(lived: Any) -> None:
    of_mesa = {*vars(mesa.Model(rng=1))}
    assert {*vars(lived(300, 3, weeks=12))} - of_mesa == {*OF_A_MODEL}
    assert {*vars(Notebook([]))} == {"identities", "records", "_known", "_ties", "_told"}
    assert {*Notebook([]).saved()} == {name.strip("_") for name in vars(Notebook([]))}


def test_everything_who_decides_remembers_is_saved(tmp_path: Path) -> None:
    """Also what a method sets that is not declared, which would be forgotten without a word."""
    model = to_its_end(SCENARIOS["initiatives"], tmp_path / "saved", WEEKS - 1)
    of_mesa = {*vars(mesa.Agent(mesa.Model(rng=1)))}
    assert {*vars(model.town.deciders)} == {*Deciders.__annotations__}
    kinds = set()
    for one in model.town.deciders.everyone():
        kinds.add(type(one))
        assert {*vars(one)} - of_mesa == {*one.kept()} == {*one.saved()}
    assert kinds == {*Decider.__subclasses__()}
    restored = NeighbourhoodModel.restored(tmp_path / "saved", SCENARIOS["initiatives"])
    assert exactly(restored.town.deciders.saved()) == exactly(model.town.deciders.saved())


def test_everything_restored_is_what_it_was(tmp_path: Path) -> None:
    model = to_its_end(SCENARIOS["initiatives"], tmp_path / "saved", WEEKS - 1)
    restored = NeighbourhoodModel.restored(tmp_path / "saved", SCENARIOS["initiatives"])
    assert exactly(restored.town.state()) == exactly(model.town.state())


def exactly(found: Any) -> Any:
    """Return a value with the types of all that is in it, so that 1, 1.0 and True are not taken for the same."""
    if isinstance(found, np.ndarray):
        return found.dtype.str, found.shape, found.tobytes()
    if isinstance(found, dict):
        return {name: exactly(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return type(found), [exactly(value) for value in found]
    return type(found), repr(found)


# ---------------------------------------------------------------- files that cannot be used


@cache
def good() -> bytes:
    """Return the contents of a checkpoint in week 2."""
    model = NeighbourhoodModel(SCENARIOS["baseline"], 3, residents=200, spin_up_weeks=2)
    for _ in range(3):
        model.step()
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "saved")
        return (Path(folder) / "saved").read_bytes()


def refused(path: Path, contents: bytes | None, scenario: Scenario | None = None, **asked: Any) -> str:
    """Return the sentence with which a file is refused."""
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(InputError) as caught:
        NeighbourhoodModel.restored(path, scenario or SCENARIOS["baseline"], **asked)
    for said in caught.value.text:
        assert str(path) in said
        assert "\n" not in said
        assert len(said) < 600
    assert caught.value.text.nl != caught.value.text.en
    return str(caught.value)


def remade(change: Callable[[dict[str, Any], dict[str, np.ndarray]], None]) -> bytes:
    """Return a checkpoint made by hand, with a digest that fits: another JSON, other columns."""
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        found = json.loads(archive.read(checkpoint.CONTENTS))
        columns = {name: checkpoint._column(archive, name) for name in checkpoint._columns_in(archive)}
    change(found, columns)
    text = json.dumps(found, ensure_ascii=False).encode()
    digest = hashlib.sha256(text)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(checkpoint.CONTENTS, text)
        for name, column in columns.items():
            if not column.dtype.hasobject:
                checkpoint._add(digest, name, column)
            with archive.open(f"{name}.npy", "w") as entry:
                np.lib.format.write_array(entry, column, allow_pickle=True)
        archive.comment = digest.hexdigest().encode()
    return file.getvalue()


def test_what_is_made_by_hand_as_we_make_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(remade(lambda found, columns: None))
    assert NeighbourhoodModel.restored(tmp_path / "made", SCENARIOS["baseline"]).week == 2


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert "is not there" in refused(tmp_path / "none", None)
    assert "cannot be read" in refused(tmp_path, None)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.9999])
def test_a_file_that_was_cut_off(tmp_path: Path, share: float) -> None:
    assert "cut off or changed" in refused(tmp_path / "cut", good()[: int(share * len(good()))])


@settings(max_examples=60)
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_a_file_of_which_a_bit_fell_over(place: int, bit: int, tmp_path_factory: Any) -> None:
    """It is refused, or the bit was of no meaning, such as a date in the archive."""
    path = tmp_path_factory.mktemp("changed") / "changed"
    contents = bytearray(good())
    contents[place % len(contents)] ^= 1 << bit
    path.write_bytes(contents)
    try:
        model = NeighbourhoodModel.restored(path, SCENARIOS["baseline"])
    except InputError:
        return
    model.save(path)
    assert path.read_bytes() == good()


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, contents in entries.items():
            archive.writestr(name, contents)
    return file.getvalue()


@pytest.mark.parametrize(
    "contents",
    [
        zipped(),
        zipped(**{"a.npy": b"1"}),
        zipped(**{checkpoint.CONTENTS: b'{"format": "samenredzaam results 1"}'}),
        zipped(**{checkpoint.CONTENTS: b"[1]"}),
        zipped(**{checkpoint.CONTENTS: json.dumps({"format": checkpoint.FORMAT}).encode()}),
    ],
    ids=["empty archive", "other archive", "other format", "no object", "of nothing"],
)
def test_an_archive_of_something_else(tmp_path: Path, contents: bytes) -> None:
    assert "is not a checkpoint of this program" in refused(tmp_path / "other", contents)


@pytest.mark.parametrize(
    "contents",
    [b"", b"text", zipped(**{checkpoint.CONTENTS: b"{"}), zipped(**{checkpoint.CONTENTS: b"[" * 100_000})],
    ids=["empty", "text", "half JSON", "deep JSON"],
)
def test_no_archive_or_half_a_text(tmp_path: Path, contents: bytes) -> None:
    assert "cut off or changed" in refused(tmp_path / "other", contents)


def _set(found: dict[str, Any], **parts: Any) -> None:
    found.update(parts)


def _without(columns: dict[str, np.ndarray], name: str) -> None:
    del columns[name]


AGE, HOME, TOP = "town.tables.residents.age", "town.tables.residents.home", "town.top"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found, columns: _set(found, state=3), "cannot be used"),
        (lambda found, columns: _set(found, week="2"), "is not a checkpoint"),
        (lambda found, columns: found["state"].pop("history"), "cannot be used"),
        (lambda found, columns: found["state"]["town"].pop("week"), "the town has other parts: ['week']"),
        (lambda found, columns: found["state"]["town"]["deciders"].pop("teams"), "other deciders: teams"),
        (lambda found, columns: found["state"]["town"]["deciders"]["teams"][1].update(x=1), "cannot be used"),
        (lambda found, columns: _without(columns, AGE), "cut off or changed"),
        (lambda found, columns: columns.update({AGE: columns[AGE].astype(np.float64)}), "residents.age"),
        (lambda found, columns: columns.update({AGE: columns[AGE][1:]}), "of shape"),
        (lambda found, columns: columns.update({AGE: np.array([{}], dtype=object)}), "cut off or changed"),
        (lambda found, columns: columns.update({HOME: columns[HOME] + 10**6}), "rows of homes that are not there"),
        (lambda found, columns: columns.update({TOP: columns[TOP] + 10**9}), "rows that are not there"),
    ],
    ids=range(12),
)
def test_a_file_made_by_hand_with_a_digest_that_fits(tmp_path: Path, change: Any, said: str) -> None:
    found = refused(tmp_path / "made", remade(change))
    assert said in found or said.rsplit(".", maxsplit=1)[-1] in found


def test_an_archive_that_would_swell_is_not_unpacked(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(checkpoint.CONTENTS, b" " * 10_000_000)
    assert "is not as we write it" in refused(tmp_path / "bomb", file.getvalue())


def test_another_version_scenario_or_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "saved"
    assert "in week 2 of scenario 'baseline', and 'cut' says something else" in refused(path, good(), SCENARIOS["cut"])
    assert "with seed 3, not 4" in refused(path, good(), seed=4)
    monkeypatch.setattr("samenredzaam.model.model_version", lambda: "2.0+1234567890")
    assert "and this is 2.0+1234567890; go on with that version, or begin anew" in refused(path, good())


def test_before_week_0_a_scenario_with_another_beginning_is_refused(tmp_path: Path) -> None:
    NeighbourhoodModel(SCENARIOS["baseline"], 3, residents=200, spin_up_weeks=2).save(tmp_path / "saved")
    assert "says something else" in refused(tmp_path / "saved", None, SCENARIOS["initiatives"])


# ---------------------------------------------------------------- no room


def test_what_was_saved_stays_when_there_is_no_room(
    tmp_path: Path, lived: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = lived(300, 3)
    model.save(tmp_path / "saved")
    before = (tmp_path / "saved").read_bytes()
    model.step()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        model.save(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_what_is_not_plain_cannot_be_saved(tmp_path: Path, lived: Any) -> None:
    model = lived(300, 3)
    model.town.deciders.municipality.mood = {1, 2}  # type: ignore[assignment]
    with pytest.raises(TypeError, match=r"deciders.municipality.mood is a set"):
        model.save(tmp_path / "saved")
    assert not list(tmp_path.iterdir())


def test_a_town_takes_over_nothing_that_does_not_fit(lived: Any) -> None:
    town: Town = lived(300, 3).town
    saved = town.saved()
    saved["offers"]["places"] = np.zeros(7)
    with pytest.raises(ValueError, match="places of offers should be float64 of shape"):
        town.restore(lived(300, 3), saved)
