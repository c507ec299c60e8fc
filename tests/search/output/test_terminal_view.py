import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.passages import cut
from nutgraf.corpus.text.characters import one_line, terminal_safe
from nutgraf.index.segments.status import Status
from nutgraf.search.output.terminal_view import fitted, render_article, render_result, render_status
from nutgraf.search.ranking.results import Copy, Hit
from rich.cells import cell_len

GOLDEN = Path(__file__).parent / "golden"
OURS = {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[1;32m"}
pieces = st.sampled_from(
    [
        *(
            "\x1b[31m",
            "\x1b]52;c;cm0gLXJm\x07",
            "\x1b]0;title\x1b\\",
            "\x9b31m",
            "\x9d0;x\x9c",
            "\x1b",
            "\x08",
            "\r",
            "\x7f",
        ),
        *("\u202e", "\u2066", "\u2069", "\ufeff", "\U000e0041", "\u2028", "\x85", "\t", "\n", " ", "   ", "\xa0"),
        *("[/b]", "[red]", "[link=http://x]", ":smile:", "%s", "{0}", "\\", "http://example.com/" + "a" * 130),
        *(
            "😀",
            "👩‍👩‍👧",
            "🇫🇷",
            "雪が降る",
            "ｗｉｄｅ",
            "e" + "\u0301" * 5,
            "שלום",
            "مرحبا",
            "ไทย",
            "word",
            "x" * 60,
            ".",
        ),
    ]
)
nasty = st.lists(pieces, min_size=1, max_size=12).map("".join)
widths = st.integers(20, 140)


def story(text, **fields):
    try:
        return Article(text=text, **{"id": "a", **fields})
    except CorpusError:  # nothing visible in it
        return Article(text=f"{text}.", **{"id": "a", **fields})


@st.composite
def hits(draw):
    article = story(
        draw(nasty), title=draw(nasty | st.just("")), source=draw(nasty), categories=(f"{draw(nasty)}x",),
        authors=(f"{draw(nasty)}x",),
        url=draw(nasty), id=f"{draw(nasty)}x", published=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
    )  # fmt: skip
    passages = cut(article)
    passage = draw(st.sampled_from(passages))
    # A sentence never ends inside a joined emoji, and rich 15 drops the rest of one that two styles share.
    ends = [it for it in range(len(passage.text) + 1) if "\u200d" not in passage.text[max(0, it - 1) : it + 1]]
    start = draw(st.sampled_from(ends))
    span = (start, draw(st.sampled_from([it for it in ends if it >= start])))
    others = tuple(it for it in passages if it is not passage)
    copies = tuple(Copy(it, article) for it in others)
    return Hit(draw(st.integers(1, 2000)), 0.5, None, None, passage, article, span, others, copies)


def bare(text):
    return "".join(text.split())


def shown(result, hit, **options):
    return render_result(replace(result(), hits=(hit,)), **options)


@given(hit=hits(), width=widths)
def test_without_colour_nothing_that_steers_comes_out(result, hit, width):
    for rendered in (
        shown(result, hit, width=width, colour=False),
        render_article(hit.article, cut(hit.article), width=width, colour=False),
    ):
        assert rendered == terminal_safe(rendered)
        assert "\x1b" not in rendered
        assert "\t" not in rendered


@given(hit=hits(), width=widths)
def test_with_colour_only_our_own_colours_come_out(result, hit, width):
    for rendered in (
        shown(result, hit, width=width, colour=True),
        render_article(hit.article, cut(hit.article), width=width, colour=True),
    ):
        assert set(re.findall(r"\x1b[^m]*m?", rendered)) <= OURS
        plain = re.sub(r"\x1b\[[\d;]*m", "", rendered)
        assert plain == terminal_safe(plain)


@given(hit=hits(), width=widths)
def test_colour_changes_nothing_but_colour(result, hit, width):
    coloured = shown(result, hit, width=width, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == shown(result, hit, width=width, colour=False)


@given(hit=hits(), width=widths)
def test_nothing_is_cut_off_whatever_the_width(result, hit, width):
    rendered = bare(re.sub(r"^  \| ", "", shown(result, hit, width=width, colour=False), flags=re.MULTILINE))
    article = hit.article
    around = [it.text for it in hit.neighbours] + [f"also {copy.id}" for copy in hit.copies]
    for part in (article.title or article.id, hit.passage.text, hit.id, *around):
        assert bare(one_line(part)) in rendered
    rendered = bare(render_article(article, [hit.passage], width=width, colour=False))
    for part in (article.title, article.url, article.id, hit.passage.text):
        assert bare(one_line(part)) in rendered


@given(hit=hits(), width=widths)
def test_lines_fit_the_width_and_end_without_spaces(result, hit, width):
    for rendered in (
        shown(result, hit, width=width, colour=False),
        render_article(hit.article, cut(hit.article), width=width, colour=False),
    ):
        assert all(cell_len(line) <= min(width, 100) for line in rendered.split("\n"))
        assert not re.search(r" $", rendered, re.MULTILINE)


@pytest.mark.parametrize("width", range(12))
def test_no_window_is_too_narrow(result, width):
    answer = result(Article(id="a", text="The mayor 雪が降る spoke.", title="A headline", source="Herald"))
    render_result(answer, width=width, colour=True)
    render_article(answer.hits[0].article, [answer.hits[0].passage], width=width, colour=True)


def test_no_hits_show_as_nothing(result):
    assert render_result(result(), width=80, colour=True) == ""


def test_a_result_looks_as_it_did(result):
    article = Article(
        id="herald/2023/river",
        title="River rises past the old mark, and the town council meets for the second night in a row",
        text="Rain fell.\n\nThe mayor of Grünau (吉村) said the river will rise tonight. People should leave by ten. "
        "Boats are ready at the bridge.\n\nSchools are closed.",
        published=datetime(2023, 4, 8, 9, 30, tzinfo=UTC),
        source="Herald",
        categories=("Local",),
        authors=("Ann Lee",),
    )
    rain, mayor, schools = cut(article)
    bad = Article(id="x", text="[b]Nobody[/b] \x1b[31mis :smile: red.\x1b[0m")
    answer = result(article, bad)
    wire = replace(article, id="wire/9", source="Wire", categories=(), authors=())
    copies = (Copy(replace(mayor, article_id="wire/9"), wire), Copy(cut(bad)[0], bad))
    first = Hit(1, 0.75, 0.5, 3.5, mayor, article, (0, 58), (rain, schools), copies)
    rendered = render_result(replace(answer, hits=(first, answer.hits[1])), width=72, colour=False)
    assert rendered.encode() == (GOLDEN / "result.txt").read_bytes()


def status(**changes):
    given = {
        "generation": 1234, "articles": 1200, "passages": 34000, "segments": 3, "bytes": 5_200_000,
        "first": "1969-07-20T20:17:00Z", "last": "2023-04-18T00:00:00Z",
        "sources": {"Herald": 1100, "": 60, "Gazette": 40}, "categories": {"": 1200},
        "model": {"name": "fake", "dim": 32, "weights": "0123456789abcdef"}, "cut": "paragraphs-1",
        "languages": {"en": 1190, "de": 10}, "model_languages": ["en"], "familiarity": {},
        "without": {"date": 3, "source": 60, "author": 0, "category": 1200}, "taken_down": 2,
        "committed": "2026-11-28T18:04:05.123456Z", "settings": {},
        "last_run": {
            "ended": "2026-11-29T02:00:07Z", "places": ["news", "../feeds"],
            "counts": {"new": 0, "changed": 3, "unchanged": 1197, "taken_down": 2},
        },
    }  # fmt: skip
    return Status(**given | changes)


def test_status_is_a_fact_a_line():
    assert render_status(status(), width=80, colour=False).splitlines() == [
        "articles    1,200 (34,000 passages)",
        "dates       1969-07-20 to 2023-04-18",
        "sources     Herald (1,100), Gazette (40)",
        "categories  none",
        "without     category (1,200), source (60), date (3)",
        "taken down  2",
        "languages   en (1,190), de (10, not known to the model)",
        "model       fake (32 dimensions, weights 01234567)",
        "generation  1,234 (3 segments)",
        "changed     2026-11-28 18:04 UTC",
        "last run    2026-11-29 02:00 UTC over news, ../feeds: 3 changed, 1,197",
        "            unchanged, 2 taken down",
        "size        5.2 MB",
    ]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (["multilingual"], "en (1,190), de (10)"),
        (["en", "de-AT"], "en (1,190), de (10)"),
        (None, "en (1,190), de (10); the model's card does not say which it knows"),
    ],
)
def test_status_says_which_languages_the_model_knows(known, told):
    assert f"languages   {told}\n" in render_status(status(model_languages=known), width=100, colour=False)


def test_status_says_how_well_the_model_knows_a_language_that_its_card_leaves_out():
    counts = {"en": 9, "de": 8, "ja": 7, "th": 6}
    trust = {"de": 0.75, "ja": 0.31, "th": 0.01}
    familiarity = {code: {"told_apart": 0.8, "articles": 1, "trust": value} for code, value in trust.items()}
    rendered = render_status(status(languages=counts, familiarity=familiarity), width=100, colour=False)
    lines = rendered.partition("languages ")[2].partition("model  ")[0].split()
    assert " ".join(lines) == (
        "en (9), de (8, well known to the model), ja (7, half known to the model), th (6, hardly known to the model); "
        "the less the model knows a language, the more its words decide"
    )


def test_status_of_an_empty_index_says_so():
    rendered = render_status(status(first=None, last=None, sources={}, without={}), width=80, colour=False)
    assert "without     none\n" in rendered
    assert "dates       no article has a date\n" in rendered
    assert "sources     none\n" in rendered


def test_status_tells_what_is_remembered_of_each_place_as_it_is_typed():
    settings = {
        "news": {"mapping": {"text": "it's"}, "day_first": False},
        "old": {"drafts": True, "encoding": "cp1252"},
    }
    told = """settings    news: --map 'text=it'"'"'s' --month-first; old: --drafts --encoding cp1252"""
    assert f"{told}\n" in render_status(status(settings=settings), width=100, colour=False)
    assert "last run    none yet over files" in render_status(status(last_run=None), width=80, colour=False)


def test_status_names_the_most_frequent_sources_and_counts_the_others():
    rendered = render_status(
        status(sources={f"s{number}": 20 - number for number in range(11)}), width=100, colour=False
    )
    assert "s7 (13), and 3 more" in " ".join(rendered.split())
    assert "s8" not in rendered


def test_status_is_safe_whoever_named_sources_and_model():
    model = {"name": "/tmp/\x1b[31m", "dim": 32, "weights": "0" * 64}
    rendered = render_status(status(sources={"\x1b]0;x\x07\n[b]": 1}, model=model), width=80, colour=False)
    assert rendered == terminal_safe(rendered)
    assert r"\x1b]0;x\x07 [b] (1)" in rendered


def test_lines_are_broken_between_words_with_their_indentation():
    text = "one two three four\n\n    five six seven eight nine\n"
    assert fitted(text, width=20, colour=False) == "one two three four\n\n    five six seven\n    eight nine\n"
    assert "\x1b[31m" in fitted("\x1b[31mred\x1b[0m", width=20, colour=True)


def test_the_passage_that_was_asked_for_is_marked_among_its_neighbours():
    article = Article(id="a", text="One.\n\nTwo.")
    passages = cut(article)
    assert "\n  0 One.\n\n> 1 Two.\n" in render_article(article, passages, width=40, colour=False, asked="a#p1")
    assert ">" not in render_article(article, passages, width=40, colour=False, asked="a")
