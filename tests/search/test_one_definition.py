"""Options, filters and the JSON are declared once: every face has what the declaration says."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import nutgraf
import pytest
import typer
from nutgraf.corpus.article import Article, Passage
from nutgraf.index.filter import Filter
from nutgraf.search.cli.app import app as command_line
from nutgraf.search.cli.parameters import search_parameters
from nutgraf.search.library.context import DEFAULTS, Citation, context
from nutgraf.search.library.lookup import ArticlePassages
from nutgraf.search.output.formats import as_csv
from nutgraf.search.query.filters import FACETS, FILTERS, MOMENTS, to_filter
from nutgraf.search.query.json_types import results as json_types
from nutgraf.search.query.json_types.results import ArticleJSON, HitJSON
from nutgraf.search.query.option import Option
from nutgraf.search.query.options import SearchKeywords, SearchOptions, declared_options
from nutgraf.search.ranking.results import Copy, article_header

OPTIONS = declared_options().values()
DOCUMENTS = Path(nutgraf.__file__).parent
every_option = pytest.mark.parametrize("declared", OPTIONS, ids=lambda it: it.name)
every_filter = pytest.mark.parametrize("name", FILTERS)

ARTICLE = Article(
    id="a", text="Text.", title="T", source="S", categories=("C",), authors=("A",), url="https://a.example",
    published=datetime(2023, 4, 18, tzinfo=UTC), updated=datetime(2023, 4, 19, tzinfo=UTC), language="en",
)  # fmt: skip
BESIDE = Passage("a", 1, 0, 5, "Text.")


@pytest.fixture(scope="module")
def typed():
    """The parameters of the command `search`, by name."""
    return {it.name: it for it in typer.main.get_command(command_line).commands["search"].params}


@pytest.fixture(scope="module")
def document():
    """The OpenAPI document."""
    pytest.importorskip("fastapi")
    from nutgraf.search.servers.http.app import make_app

    return make_app(None, None).openapi()


@pytest.fixture(scope="module")
def schemas(document):
    return document["components"]["schemas"]


@pytest.fixture(scope="module")
def queried(document):
    """The parameters of ``GET /search`` with their descriptions, by name."""
    given = document["paths"]["/search"]["get"]["parameters"]
    return {it["name"]: it["schema"] | {"description": it.get("description")} for it in given}


@pytest.fixture(scope="module")
def argued():
    """The arguments of the tool `search_passages`, by name."""
    pytest.importorskip("mcp")
    from nutgraf.search.servers.mcp.tools import SearchPassages

    return SearchPassages.model_json_schema()["properties"]


@pytest.fixture
def whole(result):
    """A result whose hit has all that a hit can have."""
    found = result(ARTICLE)
    for hit in found.hits:
        object.__setattr__(hit, "neighbours", (BESIDE,))
        object.__setattr__(hit, "copies", (Copy(BESIDE, ARTICLE),))
    object.__setattr__(found, "facets", {"source": [], "category": [], "author": [], "day": []})
    return found


def bounds(schema):
    """The least and the most of a number, wherever its schema says them."""
    number = next((it for it in schema.get("anyOf", ()) if it["type"] in ("integer", "number")), schema)
    return number.get("minimum"), number.get("maximum")


def test_the_keywords_are_the_options():
    text_too = {"as_of": date | str | None}  # it is read once, and an option is a date
    assert get_type_hints(SearchKeywords) == get_type_hints(SearchOptions) | text_too
    named = {it.name for it in fields(SearchOptions)} - {"filters"}
    assert set(declared_options()) == named


def test_the_filters_are_those_of_the_index():
    assert set(FILTERS) == {it.name for it in fields(Filter)} - {"without"} == {*MOMENTS, *FACETS}  # it joins filters


@every_option
def test_an_option_s_bounds_are_those_of_a_search(declared):
    SearchOptions(**{declared.name: declared.default})
    if declared.option.least is not None:
        SearchOptions(**{declared.name: declared.option.least})
        with pytest.raises(nutgraf.QuestionError, match=declared.name):
            SearchOptions(**{declared.name: declared.option.least - 1})


@every_option
def test_the_command_line_has_every_option(typed, declared):
    parameter, option = typed[declared.name], declared.option
    assert parameter.default == declared.default
    assert parameter.help.startswith(option.help)
    assert set(option.flags) <= set(parameter.opts)
    assert f"--{declared.name.replace('_', '-')}" in parameter.opts or option.flags
    (info,) = search_parameters()[declared.name].annotation.__metadata__
    assert info.min == option.least


@every_filter
def test_the_command_line_has_every_filter(typed, name):
    assert typed[name].opts == [f"--{name}"]
    assert typed[name].help.startswith(FILTERS[name].help)
    assert typed[name].multiple == (name in FACETS)


@every_option
def test_http_has_every_option_in_the_query_and_in_the_body(queried, schemas, declared):
    for where in (queried, schemas["SearchBody"]["properties"]):
        schema = where[declared.name]
        assert schema.get("default") == declared.default
        assert schema["description"] == declared.option.help
        assert bounds(schema) == (declared.option.least, declared.option.most)


@every_option
def test_a_block_for_a_prompt_differs_in_its_own_defaults_only(schemas, declared):
    schema = schemas["ContextBody"]["properties"][declared.name]
    assert schema.get("default") == DEFAULTS.get(declared.name, declared.default)
    assert bounds(schema) == (declared.option.least, declared.option.most)


@every_filter
def test_http_has_every_filter_in_the_query_and_in_the_body(queried, schemas, name):
    for where in (queried, schemas["Filters"]["properties"]):
        assert where[name]["description"] == FILTERS[name].help


@every_option
def test_a_tool_has_the_options_that_are_declared_for_it(argued, declared):
    name, option = declared.option.argument, declared.option
    if name is None:
        assert declared.name not in argued
        return
    assert argued[name]["default"] == declared.default
    assert argued[name]["description"] == option.help
    assert bounds(argued[name]) == (option.least, option.most_by_tool)


@every_filter
def test_a_tool_has_every_filter(argued, name):
    assert argued[name]["description"] == FILTERS[name].help


@every_option
def test_every_framework_has_every_option(folder, searcher, declared):
    asked = searcher([ARTICLE])
    langchain = pytest.importorskip("nutgraf.search.frameworks.langchain").NutgrafRetriever
    llama_index = pytest.importorskip("nutgraf.search.frameworks.llama_index").NutgrafRetriever
    haystack = pytest.importorskip("nutgraf.search.frameworks.haystack").NutgrafRetriever
    name = declared.name
    assert langchain.model_fields[name].default == declared.default
    assert langchain.model_fields[name].annotation == declared.type
    theirs = "top_k" if name == "k" else name
    made = (
        lambda value: langchain(searcher=asked, **{name: value}),
        lambda value: llama_index(asked, **{name: value}),
        lambda value: haystack(folder.path, **{theirs: value}),
    )
    for make in made:
        make(declared.default)
        if declared.option.least is not None:
            with pytest.raises(ValueError, match=f"{name} (must be )?at least"):
                make(declared.option.least - 1)
    assert haystack(folder.path).top_k == SearchOptions().k


def test_every_option_of_the_command_line_is_documented():
    told = documentation()
    for declared in OPTIONS:
        flags = declared.option.flags or (f"--{declared.name}", f"--no-{declared.name}")
        spelled = (flag.replace("_", "-") for flag in flags)
        assert any(re.search(rf"`{re.escape(flag)}[ `]", told) for flag in spelled), declared.name


def documentation():
    return "\n".join(it.read_text() for it in (DOCUMENTS / "README.md", *sorted((DOCUMENTS / "docs").glob("**/*.md"))))


def test_one_hand_translates_filters():
    since, until = datetime(2023, 1, 1, tzinfo=UTC), datetime(2023, 2, 1, tzinfo=UTC)
    given = {"since": since, "until": until, "source": ["S"], "category": None, "author": [], "k": 3}
    assert to_filter(given) == Filter(since=since, until=until, source=("S",))
    assert to_filter({}) == Filter()


def test_what_is_said_has_the_keys_that_are_declared(whole):
    cited = context(whole, max_tokens=1_000)
    plain = json.loads(json.dumps(whole.to_dict()))
    [hit] = plain["hits"]
    shown = ArticlePassages(ARTICLE, (BESIDE,)).to_dict()
    for said, shape in (
        (plain, json_types.ResultJSON),
        (plain["index"], json_types.GenerationJSON),
        (plain["verdict"], json_types.VerdictJSON),
        (hit, HitJSON),
        (hit["article"], ArticleJSON),
        (hit["neighbours"][0], json_types.PassageJSON),
        (hit["copies"][0], json_types.CopyJSON),
        (shown, json_types.ArticlePassagesJSON),
        (shown["article"], json_types.WholeArticleJSON),
        (cited.to_dict(), json_types.ContextJSON),
        (cited.to_dict()["citations"][0], json_types.CitationJSON),
    ):
        assert set(said) == set(shape.__annotations__), shape
    assert [it.name for it in fields(Citation)] == [*json_types.CitationJSON.__annotations__]


@pytest.mark.parametrize("shape", [it for it in vars(json_types) if it.endswith("JSON")])
def test_the_openapi_document_has_every_shape_by_name_and_says_what_each_key_means(schemas, shape):
    declared = getattr(json_types, shape)
    told = schemas[shape.removesuffix("JSON")]
    assert told["description"] == declared.__doc__
    assert [*told["properties"]] == [*get_type_hints(declared)]
    assert set(told["required"] if declared.__total__ else ()) == set(declared.__required_keys__)
    assert told["additionalProperties"] is False
    for name, schema in told["properties"].items():
        assert schema.get("description") or "$ref" in schema, name


def test_what_is_said_keeps_to_the_models(whole):
    pytest.importorskip("pydantic")
    from nutgraf.search.servers.json_models import models

    made = models()
    for said, shape in (
        (whole.to_dict(), json_types.ResultJSON),
        (context(whole, max_tokens=1_000).to_dict(), json_types.ContextJSON),
        (ArticlePassages(ARTICLE, (BESIDE,)).to_dict(), json_types.ArticlePassagesJSON),
    ):
        assert made[shape].model_validate(said).model_dump(exclude_unset=True) == said


def test_csv_and_the_frameworks_have_all_that_fits(whole):
    from nutgraf.search.frameworks.metadata import metadata

    flat = {name for name, value in whole.hits[0].to_dict().items() if isinstance(value, str | int | float)}
    about = set(article_header(ARTICLE)) - {"id"}
    of_lists = {"answer", "copies", "before", "after"}
    assert set(as_csv(whole).splitlines()[0].split(",")) == flat | about | of_lists
    told = metadata(whole.hits[0], around=True)
    assert set(told) == about | {"article_id", "author", "paragraph", "surroundings"}  # nothing of one question


@pytest.mark.parametrize("name", {**HitJSON.__annotations__, **ArticleJSON.__annotations__})
def test_every_key_of_a_hit_is_documented(name):
    assert re.search(rf'[`"]{name}[`"]', documentation())


def test_a_declaration_says_what_it_is_about():
    for option in (*(it.option for it in OPTIONS), *FILTERS.values()):
        assert isinstance(option, Option)
        assert option.help.endswith(".")
    assert all(get_args(it.type) or it.type in (int, bool) for it in OPTIONS)
