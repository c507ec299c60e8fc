"""Articles as publishing systems, databases and social networks give them: one row a shape."""

import json

import pytest

P, Q = "The quay is shut.", "It opens in May."
HTML, TEXT = f"<p>{P}</p><p>{Q}</p>", f"{P}\n\n{Q}"
DAY = "2024-02-03"
ADA = {"title": "Quay", "authors": ("Ada Vond",), "day": DAY}
SYSTEMS = {
    "beehiiv": (
        {"data": [{"id": "p", "title": "Quay", "authors": ["Ada Vond"], "publish_date": 1706933106, "content": {
            "free": {"web": f"<html><body>{HTML}</body></html>", "rss": HTML}, "premium": {"web": ""}}}]},
        ADA,
    ),
    "Wix": (
        {"posts": [{"id": "w", "title": "Quay", "firstPublishedDate": f"{DAY}T04:05:06Z", "contentText": P + Q,
                    "url": {"base": "https://h.example", "path": "/post/quay"}, "richContent": {"nodes": [
                        {"type": "PARAGRAPH", "nodes": [{"type": "TEXT", "textData": {"text": "The quay "}},
                                                        {"type": "TEXT", "textData": {"text": "is shut."}}]},
                        {"type": "IMAGE", "imageData": {"altText": "x"}},
                        {"type": "PARAGRAPH", "nodes": [{"type": "TEXT", "textData": {"text": Q}}]}]}}]},
        {"title": "Quay", "day": DAY, "url": "https://h.example/post/quay"},
    ),
    "Umbraco": (
        {"total": 1, "items": [{"contentType": "article", "name": "Quay", "createDate": "2023-01-01T00:00:00Z",
                                "id": "u", "route": {"path": "/quay/"}, "properties": {
                                    "bodyText": {"markup": HTML, "blocks": []}, "author": [{"name": "Ada Vond"}],
                                    "publishDate": f"{DAY}T04:05:06Z"}}]},
        ADA | {"id": "u"},
    ),
    "DatoCMS": (
        {"data": {"allArticles": [{"id": "d", "title": "Quay", "_firstPublishedAt": f"{DAY}T04:05:06Z",
                                   "_publishedAt": "2024-03-01T00:00:00Z", "author": {"name": "Ada Vond"},
                                   "content": {"value": {"schema": "dast", "document": {"type": "root", "children": [
                                       {"type": "paragraph", "children": [
                                           {"type": "span", "value": "The "},
                                           {"type": "link", "children": [{"type": "span", "value": "quay"}]},
                                           {"type": "span", "value": " is shut."}]},
                                       {"type": "paragraph", "children": [{"type": "span", "value": Q}]}]}}}}]}},
        ADA | {"id": "d"},
    ),
    "Naviga": (
        {"hits": {"totalHits": 1, "hits": [{"id": "uuid", "versions": [{"id": 1, "properties": {
            "Headline": ["Quay"], "Body": [TEXT], "Pubdate": [f"{DAY}T04:05:06Z"], "Authors": ["Ada Vond"]}}]}]}},
        ADA | {"id": "uuid"},
    ),
    "ninjs 3": (
        {"uri": "n", "versionCreated": f"{DAY}T04:05:06Z", "headlines": [{"value": "Quay"}], "by": "Ada Vond",
         "bodies": [{"contentType": "text/plain", "value": TEXT}], "infoSources": [{"name": "Wire"}]},
        ADA | {"source": "Wire"},
    ),
    "Tiny Tiny RSS": (
        {"seq": 0, "content": [{"id": 5, "title": "Quay", "link": "https://h.example/1", "updated": 1706933106,
                                "feed_id": "3", "feed_title": "Post", "author": "Ada Vond", "content": HTML}]},
        ADA | {"source": "Post"},
    ),
    "Facebook": (
        {"data": [{"id": "1_2", "message": TEXT, "created_time": f"{DAY}T04:05:06+0000", "from": {"name": "Post"}}]},
        {"id": "1_2", "day": DAY, "source": "Post"},
    ),
    "Plone": (
        {"items": [{"@id": "https://h.example/1", "@type": "News Item", "UID": "u", "title": "Quay",
                    "text": {"data": HTML, "content-type": "text/html"}, "effective": f"{DAY}T04:05:06Z",
                    "created": "2023-01-01T00:00:00Z", "review_state": "published", "creators": ["Ada Vond"],
                    "language": {"title": "English", "token": "en"}}]},
        ADA | {"id": "u", "url": "https://h.example/1", "language": "en"},
    ),
    "Kontent": (
        {"items": [{"system": {"id": "k", "codename": "quay", "language": "en"}, "elements": {
            "title": {"type": "text", "name": "Title", "value": "Quay"},
            "author": {"type": "text", "value": "Ada Vond"},
            "body_copy": {"type": "rich_text", "name": "Body", "value": HTML},
            "post_date": {"type": "date_time", "value": f"{DAY}T04:05:06Z"}}}]},
        ADA | {"id": "k", "language": "en"},
    ),
    "Contentstack": (
        {"entries": [{"uid": "c", "_version": 3, "title": "Quay", "body": HTML,
                      "author": [{"uid": "a", "title": "Ada Vond"}], "created_at": "2023-01-01T00:00:00Z",
                      "publish_details": {"time": f"{DAY}T04:05:06Z"}}]},
        ADA | {"id": "c"},
    ),
    "BLOX": (
        {"rows": [{"uuid": "b", "type": "article", "title": "Quay", "starttime": {"iso8601": f"{DAY}T04:05:06+00:00"},
                   "authors": [{"fullname": "Ada Vond"}], "content": [f"<p>{P}</p>", f"<p>{Q}</p>"]}]},
        ADA | {"id": "b"},
    ),
    "RebelMouse": (
        {"posts": [{"id": 5, "headline": "Quay", "body": HTML, "created_ts": 1706933106,
                    "roar_authors": [{"title": "Ada Vond"}]}]},
        ADA | {"id": "5"},
    ),
    "Opoint": (
        {"searchresult": {"document": [{"id_article": 9, "unix_timestamp": 1706933106, "header": {"text": "Quay"},
                                        "summary": {"text": "Shut"}, "body": {"text": TEXT}, "author": "Ada Vond",
                                        "first_source": {"name": "Post"}, "language": {"text": "en"}}]}},
        ADA | {"id": "9", "source": "Post", "language": "en"},
    ),
    "summaries": ({"document": TEXT, "summary": "Shut.", "id": "7"}, {"id": "7"}),
    "Dow Jones": (
        {"an": "POST0001", "title": "Quay", "body": TEXT, "publication_datetime": 1706933106000, "source_code": "POST",
         "publication_date": 1706918400000, "source_name": "Post", "publisher_name": "x", "byline": "By Ada Vond"},
        ADA | {"id": "POST0001", "source": "Post"},
    ),
    "impresso": (
        {"id": "POST-2024-02-03-a-i0001", "d": DAY, "lg": "fr", "tp": "ar", "t": "Quay", "ft": TEXT},
        {"id": "POST-2024-02-03-a-i0001", "day": DAY, "language": "fr"},
    ),
    "Bluesky": (
        {"feed": [{"post": {"uri": "at://1", "author": {"displayName": "Post"}, "record": {
            "createdAt": f"{DAY}T04:05:06Z", "langs": ["en"], "text": TEXT}}}]},
        {"day": DAY, "language": "en"},
    ),
    "Notion": (
        {"object": "list", "results": [{"object": "page", "id": "n", "url": "https://h.example/n", "properties": {
            "Name": {"id": "title", "type": "title", "title": [{"plain_text": "Quay"}]},
            "Date": {"id": "a", "type": "date", "date": {"start": DAY, "end": None}},
            "Text": {"id": "b", "type": "rich_text", "rich_text": [{"plain_text": f"{P}\n\n"}, {"plain_text": Q}]},
            "Author": {"id": "c", "type": "people", "people": [{"object": "user", "name": "Ada Vond"}]}}}]},
        ADA | {"id": "n"},
    ),
    "fields in a list": (
        {"id": "f", "fields": [{"field": "title", "value": "Quay"}, {"field": "body", "value": [P, Q]},
                               {"field": "author", "value": ["Ada Vond"]}, {"field": "publishtime", "value": DAY}]},
        ADA | {"id": "f"},
    ),
    "Spark": (
        {"title": "Quay", "text": TEXT, "published": DAY, "authors": {"list": [{"element": "Ada Vond"}]}},
        ADA,
    ),
    "Elasticsearch": (
        {"hits": {"hits": [{"_id": "1", "fields": {"title": ["Quay"], "body": [TEXT], "author.keyword": ["Ada Vond"],
                                                   "date": [DAY]}}]}},
        ADA | {"id": "1"},
    ),
    "CSL": (
        [{"id": "c", "title": "Quay", "issued": {"date-parts": [[2024, 2, 3]]}, "text": TEXT,
          "author": [{"family": "Vond", "given": "Ada"}, {"literal": "Wire"}]}],
        ADA | {"authors": ("Ada Vond", "Wire")},
    ),
    "Open Graph": (
        {"og:title": "Quay", "og:url": "https://h.example/1", "og:locale": "en_GB", "text": TEXT,
         "article:author": "Ada Vond", "article:published_time": DAY},
        ADA | {"url": "https://h.example/1", "language": "en-GB"},
    ),
    "Dublin Core": (
        {"dcterms:title": "Quay", "dcterms:creator": "Ada Vond", "dcterms:issued": DAY, "text": TEXT},
        ADA,
    ),
    "Markdown": ({"title": "Quay", "content_markdown": f"**The quay** is [shut](x).\n\n- {Q}"}, {"title": "Quay"}),
    "WordPress' table": (
        {"ID": 7, "post_title": "Quay", "post_date": DAY, "post_content": f"{P}\n\n[gallery ids=\"1,2\"]\n\n{Q}"},
        {"id": "7", "title": "Quay", "day": DAY},
    ),
    "XML of its own": (
        {"title": "<![CDATA[Quay]]>", "text": f"<tx><ld><p>{P}</p></ld><zt></zt><p>{Q}</p></tx>"},
        {"title": "Quay"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_a_system_gives_is_read_whole(read_whole, name):
    record, fields = SYSTEMS[name]
    read_whole(record, [P, Q], fields)


@pytest.mark.parametrize(
    ("time", "wanted"),
    [
        ({"$reql_type$": "TIME", "epoch_time": 1706933106, "timezone": "+00:00"}, "04:05"),
        ({"timestamp": 1706933106, "formatted": "today"}, "04:05"),
        ({"iso8601": "2024-02-03T04:05:06Z", "human": "today"}, "04:05"),
        ({"date": "2024-02-03", "time": "04:05"}, "04:05"),
        ({"year": 2024, "monthValue": 2, "dayOfMonth": 3, "hour": 4, "minute": 5}, "04:05"),
        ([2024, 2, 3, 4, 5, 6], "04:05"),
        ({"year": 2024, "month": 2, "day": 3}, "00:00"),
        ({"long": 1706933106000}, "04:05"),
        ("<time>3 February 2024 04:05</time>", "04:05"),
        ("2024-02-03T04:05:06&#43;02:00", "04:05"),
    ],
)
def test_a_time_may_stand_in_an_object_or_in_markup(reading, time, wanted):
    (item,), warnings = reading("a.json", json.dumps({"text": P, "date": time}))
    assert f"{item.article.published:%Y-%m-%d %H:%M}" == f"{DAY} {wanted}"
    assert not warnings


@pytest.mark.parametrize(
    "columns",
    [
        {"title": ["Quay", "Pier"], "text": [P, Q], "date": [DAY, DAY]},
        {"range": "A1:C3", "values": [["title", "text", "date"], ["Quay", P, DAY], ["Pier", Q, DAY]]},
    ],
    ids=["lists by columns", "Google Sheets"],
)
def test_a_table_in_json_is_read_by_its_rows(reading, columns):
    found, warnings = reading("a.json", json.dumps(columns))
    assert [(it.article.title, it.article.text, str(it.article.day)) for it in found] == [
        ("Quay", P, DAY),
        ("Pier", Q, DAY),
    ]
    assert not warnings


def test_names_in_the_edges_of_graphql_are_names(reading):
    tags = {"__typename": "TagConnection", "edges": [{"node": {"__typename": "Tag", "name": "Ports"}}]}
    (item,), warnings = reading("a.json", json.dumps({"text": P, "tags": tags, "author": {"string": "Ada Vond"}}))
    assert (item.article.categories, item.article.authors) == (("Ports",), ("Ada Vond",))
    assert not warnings


def test_a_zone_in_a_column_of_its_own_is_that_of_the_time(reading):
    (one, two), _ = reading("a.csv", f"text,date,time,timezone\n{P},{DAY},10:00,Europe/Berlin\n{Q},{DAY},,\n")
    assert one.article.published.isoformat() == "2024-02-03T10:00:00+01:00"
    assert two.article.published.isoformat() == "2024-02-03T00:00:00+00:00"


def test_an_id_that_a_table_wrote_as_a_decimal_is_the_number(reading):
    (one, two), _ = reading("a.csv", f"id,text\n4101.0,{P}\n7.5,{Q}\n")
    assert (one.article.id, two.article.id) == ("4101", "7.5")


def test_the_number_of_an_author_is_no_name(reading):
    (item,), _ = reading("a.json", json.dumps({"text": P, "author_id": "u-1", "date": DAY, "updated_by": "Kit"}))
    assert (item.article.authors, item.article.updated) == ((), None)


def test_what_stands_around_a_text_is_its_articles_whatever_the_names_of_the_wrappers(reading):
    body = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": P}]}]}
    story = {"headline": "Quay", "byline": "Ada Vond", "prose": body}
    (item,), _ = reading("a.json", json.dumps({"meta": {"page": 1}, "output": {"published_at": DAY, "piece": story}}))
    article = item.article
    assert (article.title, article.authors, str(article.day), article.text) == ("Quay", ("Ada Vond",), DAY, P)


def test_the_facts_of_an_article_are_before_those_around_it(reading):
    story = {"headline": "Quay", "date": DAY, "text": P}
    (item,), _ = reading("a.json", json.dumps({"title": "Page 1", "published_at": "2025-01-01", "article": story}))
    assert (item.article.title, str(item.article.day)) == ("Quay", DAY)


@pytest.mark.parametrize(
    "page",
    [
        {"stories": [{"name": "Quay", "full_slug": "n/q", "uuid": "u", "published_at": "2024-05-05T00:00Z", "content": {
            "component": "x", "byline": "Ada Vond", "body": P}, "first_published_at": f"{DAY}T04:05:06Z"}]},
        {"results": [{"id": "u", "first_publication_date": f"{DAY}T04:05:06+0000", "data": {
            "title": [{"type": "heading1", "text": "Quay", "spans": []}], "author_name": "Ada Vond",
            "body": [{"slice_type": "text", "primary": {"text": [{"type": "paragraph", "text": P, "spans": []}]}}]}}]},
        {"entries": [
            {"sys": {"id": "u", "type": "Entry", "publishedAt": "2024-05-05T00:00:00Z"}, "fields": {
                "headline": {"en-US": "Quay"}, "publishDate": {"en-US": f"{DAY}T04:05Z"},
                "writer": {"en-US": {"sys": {"type": "Link", "linkType": "Entry", "id": "p"}}},
                "prose": {"en-US": {"nodeType": "document", "content": [{"nodeType": "paragraph", "content": [
                    {"nodeType": "text", "value": P, "marks": []}]}]}}}},
            {"sys": {"id": "p", "type": "Entry"}, "fields": {"name": {"en-US": "Ada Vond"}}}]},
        {"_id": "u", "type": "story", "headlines": {"basic": "Quay"}, "credits": {"by": [{"name": "Ada Vond"}]},
         "content_elements": [{"type": "text", "content": P}], "display_date": f"{DAY}T04:05:06Z",
         "publish_date": "2024-05-05T00:00:00Z"},
        {"id": "u", "title": "Quay", "alias": "quay", "introtext": f"<p>{P}</p>", "fulltext": "", "state": "1",
         "created": "2024-01-01 00:00:00", "publish_up": f"{DAY} 04:05:06", "created_by_alias": "Ada Vond"},
        {"id": "u", "meta": {"type": "news.Page", "html_url": "/1", "first_published_at": f"{DAY}T04:05Z"},
         "title": "Quay", "author": "Ada Vond", "body": [{"type": "paragraph", "value": f"<p>{P}</p>", "id": "x"}]},
        {"guid": "u", "headline": "Quay", "byline": "By Ada Vond", "firstpublished": f"{DAY}T04:05:06+0000",
         "versioncreated": "2024-05-05T00:00:00+0000", "body_html": f"<p>{P}</p>"},
    ],
    ids=["Storyblok", "Prismic", "Contentful", "Arc", "Joomla", "Wagtail", "Superdesk"],
)  # fmt: skip
def test_fields_beside_the_known_ones_of_a_system_are_read_too(reading, page):
    (item,), _ = reading("a.json", json.dumps(page))
    article = item.article
    assert (article.id, article.title, article.authors, str(article.day), article.text) == (
        "u", "Quay", ("Ada Vond",), DAY, P,
    )  # fmt: skip
