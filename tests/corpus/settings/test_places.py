import pytest
from nutgraf.corpus.settings.places import concerned, remembered, settings_of
from nutgraf.corpus.settings.read_settings import NO_SETTINGS, ReadSettings

DAY_FIRST, MONTH_FIRST = ReadSettings(day_first=True), ReadSettings(day_first=False)
MAPPED = ReadSettings(mapping={"text": "fields.body"}, drafts=True)


def test_a_place_has_the_settings_of_the_nearest_place_above_it():
    known = {".": DAY_FIRST, "..": MAPPED, "news": MONTH_FIRST, "news/old": NO_SETTINGS, "../wire": MONTH_FIRST}
    nearest = {
        "a.csv": DAY_FIRST, "newsroom/a.csv": DAY_FIRST, "news/a.csv": MONTH_FIRST, "news/old/a/b.csv": NO_SETTINGS,
        "../a.csv": MAPPED, "../wire/a.csv": MONTH_FIRST, "../../a.csv": NO_SETTINGS, "-": NO_SETTINGS,
        "": NO_SETTINGS,
    }  # fmt: skip
    assert {origin: settings_of(known, origin) for origin in nearest} == nearest


def test_a_typed_value_replaces_the_same_value_there_and_below_and_no_other():
    known = {"news": MAPPED, "news/old": ReadSettings(day_first=True, encoding="cp1252")}
    after = remembered(known, ["news"], ReadSettings(day_first=False, mapping={"title": "head"}))
    assert after == {
        "news": ReadSettings(mapping={"text": "fields.body", "title": "head"}, drafts=True, day_first=False),
        "news/old": ReadSettings(mapping={"title": "head"}, day_first=False, encoding="cp1252"),
    }


def test_a_place_below_begins_with_what_is_told_above_it():
    assert remembered({"news": MAPPED}, ["news/a.csv"], DAY_FIRST)["news/a.csv"] == DAY_FIRST.over(MAPPED)


def test_standard_input_is_no_place_and_a_run_that_tells_nothing_changes_nothing():
    assert remembered({"news": MAPPED}, ["-"], DAY_FIRST) == {"news": MAPPED}
    assert remembered({"news": MAPPED}, ["news", "feeds"], NO_SETTINGS) == {"news": MAPPED}


def test_forgetting_takes_what_is_below_and_leaves_what_is_beside():
    known = {"feeds": MAPPED, "news": MAPPED, "news/old": DAY_FIRST}
    assert remembered(known, ["news"], NO_SETTINGS, forget=True) == {"feeds": MAPPED}
    assert remembered(known, ["news"], MONTH_FIRST, forget=True) == {"feeds": MAPPED, "news": MONTH_FIRST}


def test_a_run_is_concerned_with_what_is_above_at_and_below_its_paths():
    known = {".": MAPPED, "news": DAY_FIRST, "news/old": MONTH_FIRST, "wire": MAPPED}
    assert set(concerned(known, ["news"])) == {"news", "news/old"}
    assert set(concerned(known, ["news/new"])) == {"news"}


@pytest.mark.parametrize("told", [DAY_FIRST, MONTH_FIRST, MAPPED, ReadSettings(encoding="shift_jis", language="ja")])
def test_settings_are_written_as_values_and_as_the_options_that_tell_them(told):
    assert ReadSettings(**told.to_dict()) == told
    assert str(DAY_FIRST.over(MAPPED)) == "--map text=fields.body --day-first --drafts"


@pytest.mark.parametrize("wrong", [{"encoding": "utf-9"}, {"encoding": "rot13"}, {"language": "English"}])
def test_an_unknown_encoding_or_language_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is not an encoding|must be a BCP 47 tag"):
        ReadSettings(**wrong)
