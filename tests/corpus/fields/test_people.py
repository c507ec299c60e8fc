"""Names in bylines, and sections in one string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.fields.people import split_people, split_sections


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Vond and Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("Ada Vond, Kit Marr and Li Wen", ["Ada Vond", "Kit Marr", "Li Wen"]),
        ("Ada Vond, Kit Marr, and Li Wen", ["Ada Vond", "Kit Marr", "Li Wen"]),
        ("Von Ada Vond und Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("Par Ada Vond et Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("BY ADA VOND", ["ADA VOND"]),
        ("Ada von der Vond", ["Ada von der Vond"]),
        ("von der Vond, Ada", ["Ada von der Vond"]),
        ("von Ada Vond", ["Ada Vond"]),
        ("بقلم: منى الحداد", ["منى الحداد"]),
        ("Vond, Ada", ["Ada Vond"]),
        ("Vond, Ada; Marr, Kit", ["Ada Vond", "Kit Marr"]),
        ("Vond, Ada and Marr, Kit", ["Ada Vond", "Kit Marr"]),
        ("van der Vond, Ada B.", ["Ada B. van der Vond"]),
        ("Ada Vond, Jr.", ["Ada Vond, Jr."]),
        ("news@paper.example (Ada Vond)", ["Ada Vond"]),
        ("Ada Vond <ada@paper.example>", ["Ada Vond"]),
        ("Ada Vond &amp; Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("王芳、李伟", ["王芳", "李伟"]),
        ("記者 山田太郎", ["山田太郎"]),
        ("Ada Vond / Estmark", ["Ada Vond"]),
        ("Opinion by Ada Vond", ["Ada Vond"]),
        ("By Ada Vond\nUpdated April 18", ["Ada Vond"]),
        ("Edited by Ada Vond", []),
        ("Ada Vond, with additional reporting by Bo  Arn", ["Ada Vond", "Bo Arn"]),
        ("Ada Vond, as told to Bo Arn", ["Ada Vond", "Bo Arn"]),
        ("Ada Vond<br/>Bo Arn", ["Ada Vond", "Bo Arn"]),
        ("[[Ada Vond]]", ["Ada Vond"]),
        ("Department of Trade and Industry", ["Department of Trade and Industry"]),
        ("Reuters, AP", ["Reuters", "AP"]),
        ("Jane and John", ["Jane and John"]),
        ("https://social.example/ada", []),
        ("None", []),
        ("Unknown", []),
        ("By Ada Vond Updated 10:00, 18 April 2023", ["Ada Vond"]),
        ("Last Updated April 18", []),
        ("By ADA VOND Associated Press", ["ADA VOND"]),
        ("Автор: Ада Вонд", ["Ада Вонд"]),
        ("Texte : Ada Vond", ["Ada Vond"]),
        ("Skrevet av Ada Vond", ["Ada Vond"]),
    ],
)
def test_a_byline_is_its_names(byline, names):
    assert list(split_people(byline)) == names


@pytest.mark.parametrize(
    ("text", "is_list", "names"),
    [
        ("Trade; Ports", False, ["Trade", "Ports"]),
        ("Trade|Ports", False, ["Trade", "Ports"]),
        ("trade,ports", False, ["trade", "ports"]),
        ("Arts, Books", False, ["Arts, Books"]),
        ("Arts, Books", True, ["Arts", "Books"]),
        ("Food &amp; Drink", False, ["Food & Drink"]),
    ],
)
def test_sections_in_one_string_are_parted(text, is_list, names):
    assert list(split_sections(text, is_list=is_list)) == names


@given(st.text() | st.from_regex(r"(By )?([A-Z][a-z]{1,5} ?){1,3}([,;&|]| and )", fullmatch=True))
def test_any_byline_has_names_that_can_be_seen(text):
    assert all(name.strip() for name in split_people(text))
