"""The commands as their user meets them: what they say, where, in what language, and with which exit code."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import made_up
from command import asked, begun, environment, on_terminal
from samenredzaam.show import tables
from samenredzaam.show.terminal import usual_language
from samenredzaam.study.catalogue import CATALOGUES, catalogue
from samenredzaam.study.compare import compare
from samenredzaam.study.results import Results

DATA = Path(__file__).parent / "data"
TABLE = DATA / "kwb-2019-amsterdam-excerpt.csv"
COMMANDS = ("run", "compare", "check", "list", "neighbourhood", "municipality", "network", "plot", "follow", "validate",
            "sweep")  # fmt: skip
HEAVY = ("numpy", "numba", "mesa", "matplotlib", "pandas", "scipy", "networkx", "rich")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

GOOD = """\
based_on = "baseline"
[title]
nl = "Meer uren"
en = "More hours"
[question]
nl = "Wat doen meer uren?"
en = "What do more hours do?"
[[policy]]
lever = "team_hours"
date = 2025-01-01
factor = 1.5
"""

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "made_up"
    made_up.write(folder, 4, 10)
    return folder


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a command that refused what it was given."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("samenredzaam: ")
    assert "Traceback" not in lines[0]
    return lines[0]


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_answers_at_once_and_imports_nothing_heavy(command):
    code = (
        "import sys\nfrom samenredzaam.cli import main\n"
        f"try:\n    main({[*command, '--help']!r}, prog_name='samenredzaam')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print(sorted({set(HEAVY)!r} & set(sys.modules)))\n"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert time.monotonic() - began < 5
    assert done.stdout.startswith("Usage: samenredzaam")
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stderr == ""


def test_no_command_is_asking_for_help():
    done = asked()
    assert done.returncode == 0
    assert done.stdout == asked("--help").stdout
    assert all(re.search(rf"^  {name} ", done.stdout, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize(("language", "word"), [("nl", "startgetal"), ("en", "seed")])
def test_help_is_in_both_languages(language, word):
    assert word in asked("run", "--help", SAMENREDZAAM_LANGUAGE=language).stdout


def test_version_is_that_of_the_package():
    from samenredzaam import __version__

    assert __version__ in asked("--version").stdout


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl_NL.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "SAMENREDZAAM_LANGUAGE": "NL"}, "nl"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_environment_says_the_language(variables, language, monkeypatch):
    for name in ("SAMENREDZAAM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert usual_language() == language


# ---------------------------------------------------------------- wrong input

WRONG = {
    "command": (["comparee", "cut"], "did you mean 'compare'?"),
    "option": (["compare", "cut", "--seed", "3"], "--seeds"),
    "option of all": (["--quiet", "list", "levers"], "--quiet"),
    "nothing to run": (["run"], "SCENARIO"),
    "nothing to compare": (["compare"], "SCENARIOS"),
    "scenario": (["run", "cutt"], "did you mean 'cut'?"),
    "scenario in a comparison": (["compare", "cut", "higher_prise"], "did you mean 'higher_price'?"),
    "baseline": (["compare", "cut", "--baseline", "basline"], "did you mean 'baseline'?"),
    "scenario file": (["run", "nowhere/mine.toml"], "mine.toml"),
    "same scenario twice": (["compare", "cut", "cut"], "twice"),
    "baseline as scenario": (["compare", "baseline"], "twice"),
    "language": (["list", "levers", "--language", "de"], "'de'"),
    "kind of list": (["list", "leverz"], "did you mean 'levers'?"),
    "no seeds": (["run", "baseline", "--seeds", "0"], "--seeds"),
    "seeds in words": (["run", "baseline", "--seeds", "ten"], "'ten'"),
    "processes": (["run", "baseline", "--processes", "0"], "--processes"),
    "too few residents": (["compare", "cut", "--residents", "5"], "from 100 to"),
    "too many residents": (["compare", "cut", "--residents", "99999999"], "from 100 to"),
    "weeks": (["compare", "cut", "--weeks", "0"], "from 1 to 5200"),
    "profile": (["compare", "cut", "--profile", "netherland"], "netherlands"),
    "profile file": (["compare", "cut", "--profile", "nowhere.toml"], "nowhere.toml"),
    "metric": (["compare", "cut", "--metric", "lonely_shar"], "did you mean 'lonely_share'?"),
    "group": (["compare", "cut", "--group", "living_allone"], "did you mean 'living_alone'?"),
    "output is a file": (["compare", "cut", "--output", str(TABLE)], "is a file"),
    "output is another folder": (["compare", "cut", "--output", str(DATA)], "is not a results folder"),
    "no results to draw": (["plot", "nowhere"], "nowhere"),
    "another folder to draw": (["plot", str(DATA)], "manifest.json"),
    "no table": (["neighbourhood", "nowhere.csv"], "nowhere.csv was not found"),
    "table that is none": (["neighbourhood", str(DATA / "README.md")], "README.md"),
    "code": (["neighbourhood", str(TABLE), "--code", "WK036301"], "did you mean 'WK0363"),
    "network of nowhere": (["network", "amsterdam"], "amsterdam"),
    "network of too few": (["network", "--residents", "3"], "from 100 to"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_gets_one_sentence(case, tmp_path):
    arguments, said = WRONG[case]
    assert said in refusal(asked(*arguments, cwd=tmp_path))
    assert not list(tmp_path.iterdir()), "wrong input leaves nothing behind"


BROKEN = {
    "not TOML": ("weeks = = 5", "line 1"),
    "unknown lever": (GOOD.replace("team_hours", "team_ours"), "did you mean 'team_hours'?"),
    "unknown key": (GOOD.replace("factor", "faktor"), "did you mean 'factor'?"),
    "out of range": (GOOD.replace("factor = 1.5", "value = -3"), "from 0 to 200"),
    "date in words": (GOOD.replace("2025-01-01", '"next year"'), "date"),
    "other neighbourhood": (GOOD + 'neighbourhoods = ["WK036367"]\n', "WK036366"),
    "no such parent": (GOOD.replace('"baseline"', '"basline"'), "did you mean 'baseline'?"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_scenario_gets_one_sentence_that_names_it(case, tmp_path):
    text, said = BROKEN[case]
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    sentence = refusal(asked("compare", "mine.toml", cwd=tmp_path))
    assert said in sentence
    assert "mine" in sentence


def test_a_broken_profile_gets_one_sentence_that_names_it(tmp_path):
    assert asked("neighbourhood", TABLE, "--code", "WK036300", "--output", "mine.toml", cwd=tmp_path).returncode == 0
    path = tmp_path / "mine.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("residents = 4295", "residents = 429500"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    sentence = refusal(asked("compare", "cut", "--profile", "mine.toml", cwd=tmp_path))
    assert "mine.toml" in sentence


def test_debug_shows_where_and_still_ends_with_the_sentence():
    done = asked("--debug", "run", "cutt")
    assert done.returncode == 2
    assert "Traceback (most recent call last)" in done.stderr
    assert "did you mean 'cut'?" in done.stderr.splitlines()[-1]


def test_what_fails_on_an_error_of_ours_is_told_in_one_sentence_with_code_one():
    code = (
        "import samenredzaam.study.catalogue as made\n"
        "def fail(what, language):\n    raise ZeroDivisionError('a number was divided by zero')\n"
        "made.catalogue = fail\n"
        "from samenredzaam.cli import main\nmain({}['list', 'levers'])\n"
    )
    for debug, traced in (("", False), ("['--debug'] + ", True)):
        done = subprocess.run(
            [sys.executable, "-c", code.format(debug)], env=environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert ("Traceback" in done.stderr) is traced
        assert done.stderr.splitlines()[-1].startswith("samenredzaam: a number was divided by zero")


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize("what", CATALOGUES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_lists_are_whole_for_programs(what, language):
    rows = catalogue(what, language)
    assert rows
    done = asked("list", what, "--json", "--language", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(json.dumps(rows))
    assert all(all(text != "" or key in ("better", "unit") for key, text in row.items()) for row in rows)


@pytest.mark.parametrize("what", ["levers", "metrics"])
def test_lists_are_whole_in_a_pipe(what):
    rows = catalogue(what, "en")
    head, *lines = asked("list", what).stdout.splitlines()
    assert head.split("\t")[:2] == ["name", "title"]
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        cells = line.split("\t")
        assert cells[:2] == [row["name"], row["title"]]
        assert len(cells) == len(row)
        assert "…" not in line


@needs_terminal
@pytest.mark.parametrize("what", CATALOGUES)
@pytest.mark.parametrize("columns", [60, 100])
def test_lists_fit_a_terminal_and_lose_no_word(what, columns):
    lines = [line.text for line in tables.listed(catalogue(what, "nl"), "nl", columns)]
    assert max(map(len, lines)) <= columns
    words = set(" ".join(lines).split())
    for row in catalogue(what, "nl"):
        for cell in row.values():
            if isinstance(cell, str) and cell not in ("higher", "lower"):
                assert set(cell.split()) <= words, cell


@needs_terminal
def test_a_terminal_gets_headings_in_bold_unless_it_wants_none():
    code, text = on_terminal("list", "levers", columns=100)
    assert code == 0
    assert "\x1b[1mteam_hours\x1b[0m" in text
    assert max(len(ESCAPE.sub("", line)) for line in text.splitlines()) <= 100
    assert "\x1b" not in on_terminal("list", "levers", NO_COLOR="1")[1]


def test_a_reader_that_has_seen_enough_is_no_error():
    process = begun("list", "parameters", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "[\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) in (0, 1)


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_a_list_may_be_cut_by_head():
    command = f'"{sys.executable}" -m samenredzaam list levers | head -n 1'
    done = subprocess.run(["sh", "-c", command], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("name\t")
    assert done.stderr == ""


# ---------------------------------------------------------------- check, neighbourhood, network, plot


def test_check_tells_of_each_file_whether_it_is_good(tmp_path):
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(BROKEN["unknown lever"][0], encoding="utf-8")
    done = asked("check", "good.toml", "cut", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["good.toml", "cut"]
    done = asked("check", "wrong.toml", "good.toml", "nowhere.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("good.toml: good; changes of policy: 1")
    assert [line.startswith("samenredzaam: ") for line in done.stderr.splitlines()] == [True, True]
    assert "goed" in asked("check", "good.toml", "--language", "nl", cwd=tmp_path).stdout


def test_areas_of_a_table_are_listed_without_a_code():
    done = asked("neighbourhood", TABLE)
    assert done.returncode == 0
    assert "GM0363\tgemeente\t\tAmsterdam\t862965" in done.stdout.splitlines()
    assert "--code" in done.stderr
    rows = json.loads(asked("neighbourhood", TABLE, "--json").stdout)
    assert {"code": "WK036300", "kind": "wijk", "residents": 4295}.items() <= rows[1].items()


def test_a_profile_is_made_of_an_area_and_not_written_over(tmp_path):
    done = asked("neighbourhood", TABLE, "--code", "wk036300 ", "--check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.iterdir()
    assert str(path.name) in done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0][:3] == ["subject", "measure", "value"]
    assert len(rows) > 10
    before = path.read_bytes()
    assert path.name in refusal(asked("neighbourhood", TABLE, "--code", "WK036300", cwd=tmp_path))
    assert asked("neighbourhood", TABLE, "--code", "WK036300", "--overwrite", cwd=tmp_path).returncode == 0
    assert path.read_bytes() == before
    options = ("--code", "WK036300", "--overwrite", "--check", "--json")
    found = json.loads(asked("neighbourhood", TABLE, *options, cwd=tmp_path).stdout)
    assert len(found) == len(rows) - 1


def test_the_network_is_reported_for_programs_and_for_people():
    done = asked("network", "--residents", 300, "--json", "--seed", 2)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["seed"], found["profile"]) == (2, "amsterdam-wk036366")
    assert abs(found["residents"] - 300) < 100
    assert {"group", "measure", "value", "source"} <= found["rows"][0].keys()


def test_pictures_are_drawn_again_and_named(results, tmp_path):
    done = asked("plot", results, "--output", tmp_path / "pictures", "--language", "nl")
    assert (done.returncode, done.stderr) == (0, "")
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert paths
    assert all(path.is_file() and path.parent == tmp_path / "pictures" for path in paths)
    assert {path.name.split(".", 1)[1] for path in paths} == {"nl.svg", "nl.png"}
    (tmp_path / "taken").write_text("a file")
    assert "taken" in refusal(asked("plot", results, "--output", tmp_path / "taken"))


# ---------------------------------------------------------------- the table of differences


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("columns", [90, 100, 120])
def test_the_table_of_differences_fits_with_no_cell_of_three_lines(results, language, columns):
    found = tables.chosen(compare(Results.read(results)), (), "all")
    lines = [line.text for line in tables.differences(found, language, columns)]
    assert max(map(len, lines)) <= columns
    rows = len(found) + len({one.metric for one in found}) + 3
    assert len(lines) <= 2 * rows


def test_the_table_tells_level_difference_interval_and_verdict(results):
    found = tables.chosen(compare(Results.read(results)), ["need_unmet_share", "cost_municipality_eur"], "all")
    english, dutch = ([line.text for line in tables.differences(found, language, 10_000)] for language in ("en", "nl"))
    unmet = next(place for place, line in enumerate(english) if line.startswith("Unmet need"))
    assert english[unmet] == "Unmet need (share of the need for help), Current policy: 7.2%"
    assert dutch[unmet] == "Onvervulde behoefte (deel van de behoefte aan hulp), Huidig beleid: 7,2%"
    cells = re.split(r"\s{2,}", english[unmet + 1].strip())
    assert re.fullmatch(r"\+(1\.9|2\.0)\d pp", cells[1])
    assert re.fullmatch(r"\+1\.[89]\d to \+2\.[01]\d", cells[2])
    assert cells[3:] == ["10 of 10", "worse"]
    assert re.search(r"\+(1,9|2,0)\d pp +\+1,[89]\d tot \+2,[01]\d +10 van 10 +slechter", dutch[unmet + 1])
    cost = next(place for place, line in enumerate(english) if line.startswith("Cost to the municipality"))
    assert english[cost].endswith("(euro per resident per year), Current policy: 222")
    assert re.search(r" −3\d +−3\d to −[23]\d +0 of 10 +better$", english[cost + 1])
    assert english[-1].startswith("pp: ")
    assert len(english) == 2 + 2 * (1 + 3) + 1


def test_a_scenario_that_does_nothing_and_a_group_of_nobody_are_told_plainly(tmp_path):
    made_up.write(tmp_path / "results", 5, 3)
    differences = compare(Results.read(tmp_path / "results"))
    nothing = [line.text for line in tables.differences(tables.chosen(differences, (), "all"), "en", 200)]
    assert any(re.fullmatch(r"  Policy that does nothing +0\.0 pp +0 of 3  no difference", line) for line in nothing)
    nobody = tables.chosen(differences, ["lonely_share"], "nobody")
    lines = [line.text for line in tables.differences(nobody, "en", 200)]
    assert lines[2] == "Lonely residents (share of adults)"
    assert lines[3].endswith("no value for this group")


def test_reports_stand_below_their_subject_with_sources_as_notes():
    rows = [
        {"subject": "ties", "measure": "friends", "value": "2,07", "source": "someone (2019), read"},
        {"subject": "ties", "measure": "neighbours of whom one knows the name " * 3, "value": "", "source": ""},
        {"subject": "contact", "measure": "weekly", "value": "91,0", "source": "someone (2019), read"},
    ]
    lines = [line.text for line in tables.grouped(rows, "nl", 50)]
    assert max(map(len, lines)) <= 50
    assert lines[1] == "ties"
    assert lines[2].split() == ["friends", "2,07", "[1]"]
    assert [line for line in lines if not line.startswith(" ")][-2:] == ["contact", "[1] someone (2019), read"]
    assert " ".join(lines).count("knows") == 3
