"""The law of records: what an article is made of is read or told, whatever its fields are called and stand in."""

import json
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material.files import both
from nutgraf.corpus.reader import read

P = "The harbour board of Estmark voted on Tuesday to close slip number {} for eleven weeks."
Q = "Passengers of slip {} will be taken to the north quay by bus, and their tickets remain valid until May."
NAMES = {
    "title": ["title", "headline", "articleTitle", "article_title", "headline_text", "Titel", "webTitle", "hed"],
    "text": ["text", "body", "content", "articleBody", "article_text", "body_html", "fullText", "texto", "paragraphs"],
    "published": ["date", "publishedAt", "pub_date", "datePublished", "created_at", "fecha", "posted_on", "Date"],
    "authors": ["author", "byline", "creator", "by", "author_name", "authorName", "autor", "written_by", "Author(s)"],
}
ANY = ["payload", "thing", "x", "page", "node", "data", "attributes", "fields", "_source", "doc", "item", "result"]
ANY += ["details", "record", "info", "core", "public", "basic", "facts", "header", "metadata", "properties"]
LISTS = ["articles", "items", "results", "hits", "docs", "rows", "stuff", "export", "edges", "values", "found"]
NOISE = {
    "image": {"url": "https://p.example/a.jpg", "caption": f"{P} This is what it looks like from the pier."},
    "word_count": 300,
    "tags": ["quay", "pier"],
    "related": [{"title": "Pier", "url": "https://p.example/pier"}, {"title": "Sea", "url": "https://p.example/sea"}],
    "url": "https://p.example/1",
    "media": [{"type": "image", "src": "a.jpg"}],
    "seo": {"title": "Quay | Post", "description": "All about the quay of Estmark, and about its pier, too."},
    "type": "article",
    "summary": "The board voted on Tuesday.",
    "updated_at": "2024-03-01T10:00:00Z",
    "publisher": {"name": "Estmark Post", "logo": "a.png"},
}
TEXTS = [
    "\n\n".join,
    lambda parts: "".join(f"<p>{it}</p>" for it in parts),
    list,
    lambda parts: [{"type": "paragraph", "text": it} for it in parts],
    lambda parts: [{"kind": "p", "words": it} for it in parts],
]
DAYS = [str, lambda day: f"{day}T10:00:00Z", lambda day: {"$date": f"{day}T10:00:00Z"}]
AUTHORS = [
    str,
    lambda name: f"By {name}",
    lambda name: [{"displayName": name, "id": 4}],
    lambda name: dict(zip(("first_name", "last_name"), name.split(), strict=True)),
]
SCRATCH = count()


@st.composite
def places(draw):
    """Draw the path to each field of an article: in the record itself, or in objects in it."""
    inner, deeper = draw(st.lists(st.sampled_from(ANY), min_size=2, max_size=2, unique=True))
    path = st.sampled_from([(), (inner,), (deeper,), (inner, deeper)])
    one = draw(path)
    return {
        field: (*(draw(path) if draw(st.booleans()) else one), draw(st.sampled_from(names)))
        for field, names in NAMES.items()
    }


@st.composite
def files(draw):
    """Draw the content of a file, and the values and paths of the fields of each article in it."""
    paths, text, day, author = draw(places()), *(draw(st.sampled_from(it)) for it in (TEXTS, DAYS, AUTHORS))
    noise = draw(st.lists(st.sampled_from([*NOISE]), unique=True, max_size=4))
    order = draw(st.randoms(use_true_random=False))
    articles, wanted = [], []
    for number in range(draw(st.integers(1, 3))):
        values = {
            "title": f"Slip number {number} is shut until Friday",
            "text": [P.format(number), Q.format(number)],
            "published": f"2024-02-0{number + 3}",
            "authors": f"{['Ada', 'Kit', 'Bo'][number]} Vond",
        }
        wanted.append(values)
        written = {**values, "text": text(values["text"]), "published": day(values["published"])}
        written["authors"] = author(values["authors"])
        record = {key: NOISE[key] for key in noise}
        for field in order.sample([*written], len(written)):
            place = record
            for key in paths[field][:-1]:
                place = place.setdefault(key, {})
            place[paths[field][-1]] = written[field]
        articles.append(record)
    return "jsonl" if draw(st.booleans()) else "json", enveloped(draw, articles), wanted, paths


def enveloped(draw, articles):
    """Draw what an API puts around articles: a list, objects by id, and an object around each or around all."""
    if draw(st.booleans()):
        around = draw(st.sampled_from(ANY))
        articles = [{around: it} for it in articles]
    if draw(st.booleans()):
        return articles
    is_by_id = len(articles) > 1 and draw(st.booleans())
    whole = {draw(st.sampled_from(LISTS)): {f"k{n}": it for n, it in enumerate(articles)} if is_by_id else articles}
    if draw(st.booleans()):
        whole = {draw(st.sampled_from(ANY)): whole}
    return [{"status": "ok", **whole}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_no_text_headline_date_or_author_is_lost_without_a_word(tmp_path: Path, drawn):
    ending, records, wanted, paths = drawn
    path = tmp_path / f"{next(SCRATCH)}.{ending}"
    path.write_text("\n".join(map(json.dumps, records)) if ending == "jsonl" else json.dumps(records))
    found, warnings = both(read([path], base=tmp_path))
    told = " ".join(it.reason for it in warnings)
    for values in wanted:
        article = next((it.article for it in found if values["text"][0] in it.article.text), None)
        assert article or any(it.skipped for it in warnings)
        if article:
            assert values["text"][1] in article.text
            assert article.title == values["title"] or paths["title"][-1] in told
            assert str(article.day) == values["published"] or paths["published"][-1] in told
            assert article.authors == (values["authors"],) or paths["authors"][-1] in told
