from datetime import date

import pytest
import typer
from nutgraf.search.cli import parameters


def test_pairs_become_a_mapping():
    assert parameters.field_map([]) == {}
    assert parameters.field_map(["text=body_html", "title=head=line"]) == {"text": "body_html", "title": "head=line"}


@pytest.mark.parametrize("pair", ["", "=", "text", "text=", "=body"])
def test_what_is_no_pair_is_wrong_usage(pair):
    with pytest.raises(typer.BadParameter, match="is not field=key"):
        parameters.field_map([pair])


def parser(name):
    (info,) = parameters.search_parameters()[name].annotation.__metadata__
    return info.parser


def test_since_and_until_read_a_date_from_its_two_ends():
    assert parser("since")("2023-04-18") == date(2023, 4, 18)
    assert parser("until")("2023-04") == date(2023, 4, 30)


@pytest.mark.parametrize("option", ["since", "until"])
def test_what_is_no_date_is_wrong_usage(option):
    with pytest.raises(typer.BadParameter, match="is not a date"):
        parser(option)("gestern")
