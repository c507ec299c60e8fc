"""Articles as single programs write them: one row a shape."""

import json

import pytest

P, Q = "The quay is shut.", "It opens in May."
HTML = f"<p>{P}</p><p>{Q}</p>"
SLATE = [{"type": "paragraph", "children": [{"text": P}]}, {"type": "paragraph", "children": [{"text": Q}]}]
RICH = {
    "nodeType": "document",
    "content": [
        {
            "nodeType": "paragraph",
            "content": [
                {"nodeType": "text", "value": "The "},
                {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": "quay"}]},
                {"nodeType": "text", "value": " is shut."},
            ],
        },
        {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": Q}]},
    ],
}
ADA = {"title": "Quay", "authors": ("Ada Vond",)}
PROGRAMS = {
    "Joomla": (
        {"id": "7", "title": "Quay", "alias": "quay", "introtext": f"<p>{P}</p>", "fulltext": f"<p>{Q}</p>",
         "state": "1", "catid": "8", "created": "2024-02-03 04:05:06", "created_by": "42",
         "created_by_alias": "Ada Vond"},
        ADA | {"id": "7", "day": "2024-02-03"},
    ),
    "TYPO3": (
        {"news": [{"uid": 1, "datetime": 1706933106, "title": "Quay", "bodytext": HTML, "author": "Ada Vond",
                   "hidden": 0, "deleted": 0}]},
        ADA | {"day": "2024-02-03"},
    ),
    "HubSpot": (
        {"results": [{"id": "5", "name": "Quay", "htmlTitle": "Quay - Post", "postBody": HTML, "authorName": "Ada Vond",
                      "publishDate": "2024-02-03T04:05:06Z"}]},
        ADA | {"day": "2024-02-03"},
    ),
    "Squarespace": (
        {"items": [{"id": "s", "title": "Quay", "body": HTML, "publishOn": 1706933106000, "author": {"displayName":
                    "Ada Vond"}}]},
        ADA | {"day": "2024-02-03"},
    ),
    "Substack": (
        [{"title": "Quay", "post_date": "2024-02-03T04:05:06Z", "body_html": HTML, "publishedBylines": [{"name":
          "Ada Vond"}]}],
        ADA | {"day": "2024-02-03"},
    ),
    "Gatsby": (
        {"data": {"allMarkdownRemark": {"edges": [{"node": {"html": HTML, "frontmatter": {
            "title": "Quay", "date": "2024-02-03", "author": "Ada Vond"}}}]}}},
        ADA | {"day": "2024-02-03"},
    ),
    "PressReader": (
        {"Title": "Quay", "Byline": "Ada Vond", "Issue": {"Title": "Post", "Date": "2024-02-03T00:00:00Z"},
         "Blocks": [{"Role": "text", "Text": P}, {"Role": "text", "Text": Q}]},
        ADA | {"day": "2024-02-03", "source": "Post"},
    ),
    "LexisNexis": (
        {"value": [{"ResultId": "urn:1", "Title": "Quay", "Byline": "Ada Vond", "Date": "2024-02-03T00:00:00Z",
                    "Source": {"Name": "Post"}, "Document": {"DocumentId": "/d/1", "Content":
                    f"<?xml version='1.0'?><entry><title>Quay</title><bodyText>{HTML}</bodyText></entry>"}}]},
        ADA | {"id": "urn:1", "day": "2024-02-03", "source": "Post"},
    ),
    "Aylien": (
        {"stories": [{"id": 8, "title": "Quay", "body": f"{P}\n\n{Q}", "author": {"name": "Ada Vond"},
                      "source": {"name": "Post"}, "links": {"permalink": "https://h.example/1"}}]},
        ADA | {"url": "https://h.example/1"},
    ),
    "New York Times": (
        {"response": {"docs": [{"web_url": "https://h.example/1", "uri": "nyt://1", "headline": {"main": "Quay"},
                                "lead_paragraph": f"{P}\n\n{Q}", "byline": {"original": "By Ada Vond"}}]}},
        ADA | {"url": "https://h.example/1"},
    ),
    "Guardian": (
        {"response": {"content": {"webTitle": "Quay", "webPublicationDate": "2024-02-03T04:05:06Z", "section": "Port",
                                  "blocks": {"body": [{"bodyHtml": HTML, "publishedDate": "2024-02-04T04:05:06Z"}]},
                                  "tags": [{"type": "keyword", "webTitle": "Ships"},
                                           {"type": "contributor", "webTitle": "Ada Vond"}]}}},
        ADA | {"day": "2024-02-03", "categories": ("Port",)},
    ),
    "AFP": ({"uno": "n1", "title": "Quay", "news": [P, Q], "provider": "AFP"}, {"id": "n1", "source": "AFP"}),
    "AP": (
        {"data": {"items": [{"meta": {"score": 1}, "item": {
            "uri": "u:1", "headline": "Quay", "versioncreated": "2024-02-03T04:05:06Z", "provider": "AP",
            "bylines": [{"by": "By Ada Vond", "title": "Associated"}], "body_nitf": f"<block>{HTML}</block>"}}]}},
        ADA | {"id": "u:1", "source": "AP"},
    ),
    "dpa": (
        {"urn": "urn:1", "headline": "Quay", "byline": "Von Ada Vond", "article_html": HTML, "categories":
            [{"type": "dnltype:keyword", "name": "Kai"}, {"type": "dpasubject", "name": "Hafen"}]},
        ADA | {"id": "urn:1", "categories": ("Hafen",)},
    ),
    "Trove": (
        {"article": {"id": "1", "heading": "Quay", "title": {"value": "The Argus"}, "date": "1893-04-18",
                     "articleText": HTML, "troveUrl": "https://t.example/1"}},
        {"title": "Quay", "source": "The Argus", "day": "1893-04-18"},
    ),
    "Chronicling America": (
        {"items": [{"lccn": "sn1", "date": "18930418", "title": "Post.", "ocr_eng": f"{P}\n\n{Q}"}]},
        {"source": "Post.", "day": "1893-04-18"},
    ),
    "impresso": (
        {"id": "G-1900-01-02-a", "d": "1900-01-02", "lg": "fr", "tp": "ar", "t": "Quay", "ft": f"{P}\n\n{Q}"},
        {"title": "Quay", "language": "fr", "day": "1900-01-02"},
    ),
    "Datashare": (
        {"_id": "d1", "_source": {"content": f"{P}\n\n{Q}", "path": "/a.html", "extractionDate": "2025-01-01",
                                  "metadata": {"tika_metadata_dc_title": "Quay",
                                               "tika_metadata_dcterms_created": "2024-02-03T04:05:06Z"}}},
        {"id": "d1", "title": "Quay", "day": "2024-02-03"},
    ),
    "Prismic": (
        {"results": [{"id": "X", "first_publication_date": "2024-02-03T04:05:06+0000", "tags": ["Port"], "data": {
            "title": [{"type": "heading1", "text": "Quay"}],
            "body": [{"slice_type": "text", "items": [{}], "primary": {"text": [
                {"type": "paragraph", "text": P}, {"type": "paragraph", "text": Q}]}}]}}]},
        {"title": "Quay", "day": "2024-02-03", "categories": ("Port",)},
    ),
    "Storyblok": (
        {"stories": [{"name": "x", "uuid": "u1", "full_slug": "a/b", "first_published_at": "2024-02-03T04:05:06Z",
                      "content": {"component": "post", "title": "Quay", "author": "Ada Vond", "long_text": SLATE}}]},
        ADA | {"id": "u1", "day": "2024-02-03"},
    ),
    "Contentful with its links": (
        {"items": [{"sys": {"id": "c1", "type": "Entry"}, "fields": {
            "title": "Quay", "body": RICH, "author": {"sys": {"type": "Link", "linkType": "Entry", "id": "p1"}}}}],
         "includes": {"Entry": [{"sys": {"id": "p1"}, "fields": {"name": "Ada Vond", "bio": "Ada writes."}}]}},
        ADA | {"id": "c1"},
    ),
    "Contentful export": (
        {"entries": [
            {"sys": {"id": "c1", "type": "Entry"}, "fields": {
                "title": {"en-US": "Quay"}, "body": {"en-US": RICH},
                "author": {"en-US": {"sys": {"linkType": "Entry", "id": "p1"}}}}},
            {"sys": {"id": "p1", "type": "Entry"}, "fields": {"name": {"en-US": "Ada Vond"}}}]},
        ADA | {"id": "c1"},
    ),
    "JSON:API of Drupal": (
        {"data": [{"type": "node--article", "id": "d1", "attributes": {"title": "Quay", "body": {"value": HTML}},
                   "relationships": {"uid": {"data": {"type": "user--user", "id": "u1"}},
                                     "field_tags": {"data": [{"type": "term", "id": "t1"}]}}}],
         "included": [{"type": "user--user", "id": "u1", "attributes": {"display_name": "Ada Vond"}},
                      {"type": "term", "id": "t1", "attributes": {"name": "Port"}}]},
        ADA | {"id": "d1", "categories": ("Port",)},
    ),
    "REST of Drupal": (
        [{"nid": [{"value": 7}], "title": [{"value": "Quay"}], "status": [{"value": True}],
          "body": [{"value": HTML, "format": "full_html", "processed": HTML, "summary": "Shut"}],
          "field_author": [{"value": "Ada Vond"}], "created": [{"value": "2024-02-03T04:05:06+00:00"}]}],
        ADA | {"id": "7", "day": "2024-02-03"},
    ),
    "DynamoDB": (
        {"Items": [{"id": {"S": "1"}, "title": {"S": "Quay"}, "body": {"S": f"{P}\n\n{Q}"},
                    "authors": {"L": [{"S": "Ada Vond"}]}, "published": {"N": "1706933106"}}]},
        ADA | {"id": "1", "day": "2024-02-03"},
    ),
    "Firestore REST": (
        {"documents": [{"fields": {
            "title": {"stringValue": "Quay"}, "body": {"stringValue": f"{P}\n\n{Q}"},
            "authors": {"arrayValue": {"values": [{"stringValue": "Ada Vond"}]}},
            "published": {"timestampValue": "2024-02-03T04:05:06Z"}}}]},
        ADA | {"day": "2024-02-03"},
    ),
    "BBC": (
        {"metadata": {"id": "urn:1", "firstPublished": 1706933106000}, "promo": {"headlines": {"seoHeadline": "Quay"}},
         "content": {"model": {"blocks": [{"type": "text", "model": {"blocks": [
             {"type": "paragraph", "model": {"text": it}} for it in (P, Q)]}}]}}},
        {"id": "urn:1", "title": "Quay", "day": "2024-02-03"},
    ),
    "newspaper": (
        {"title": "Quay", "text": f"{P}\n\n{Q}", "authors": ["Ada Vond"], "publish_date": "2024-02-03 04:05:06",
         "source_url": "https://post.example", "meta_data": {"og": {"site_name": "Post"}}},
        ADA | {"source": "Post"},
    ),
    "Firestore": (
        {"title": "Quay", "text": f"{P}\n\n{Q}", "createdAt": {"_seconds": 1706933106, "_nanoseconds": 0}},
        {"day": "2024-02-03"},
    ),
    "PHP, a list with a gap": (
        {"posts": {"0": {"title": "Quay", "body": {"0": P, "2": Q}, "author": {"1": "Ada Vond"},
                         "tags": {"0": "Port"}}}},
        ADA | {"categories": ("Port",)},
    ),
    "PHP": (
        {"text": f"{P}\n\n{Q}", "published": {"date": "2024-02-03 04:05:06.000000", "timezone": "Europe/Berlin"}},
        {"day": "2024-02-03"},
    ),
    "Telegram": (
        {"name": "Post", "type": "public_channel", "messages": [
            {"id": 1, "type": "service", "text": ""},
            {"id": 2, "type": "message", "from": "Post", "date": "2024-02-03T05:05:06", "date_unixtime": "1706933106",
             "text": ["The ", {"type": "bold", "text": "quay"}, f" is shut.\n\n{Q}"]}]},
        {"id": "2", "source": "Post", "day": "2024-02-03"},
    ),
    "Firecrawl": (
        {"data": {"markdown": f"The [quay](https://h.example/q) **is** shut.\n\n{Q}",
                  "metadata": {"title": "Quay", "author": "Ada Vond", "sourceURL": "https://h.example/1"}}},
        ADA | {"url": "https://h.example/1"},
    ),
    "Tavily": (
        {"results": [{"title": "Quay", "url": "https://h.example/1", "content": "The", "raw_content": f"{P}\n\n{Q}"}]},
        {"title": "Quay"},
    ),
    "goose": (
        {"title": "Quay", "cleaned_text": f"{P}\n\n{Q}", "opengraph": {"site_name": "Post"}, "meta": {"lang": "en"}},
        {"source": "Post", "language": "en"},
    ),
    "Zyte": (
        {"article": {"headline": "Quay", "articleBody": f"{P}\n\n{Q}", "breadcrumbs": [{"name": "Port"}],
                     "authors": [{"name": "Ada Vond"}]}},
        ADA | {"categories": ("Port",)},
    ),
    "names in parts": (
        {"titel": "Quay", "text": HTML, "autor": {"nachname": "Vond", "vorname": "Ada"}},
        ADA,
    ),
    "tm": (
        {"title": "Quay", "text": f"{P}\n\n{Q}", "author": "Ada Vond", "datetimestamp": "2024-02-03T04:05:06Z"},
        ADA | {"day": "2024-02-03"},
    ),
    "ButterCMS": (
        {"data": [{"title": "Quay", "body": HTML, "author": {"first_name": "Ada", "last_name": "Vond", "title": "x"}}]},
        ADA,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_program_writes_is_read_whole(read_whole, name):
    record, fields = PROGRAMS[name]
    warnings = read_whole(record, [P, Q], fields)
    assert not [it for it in warnings if "taken for it" not in it.reason and "not published" not in it.reason]


def test_a_text_in_several_languages_is_read_in_that_of_the_record_and_told(reading):
    record = {"title": {"de": "Kai", "en": "Quay"}, "text": {"de": "Der Kai ist zu.", "en": P}, "language": "en"}
    (item,), warnings = reading("a.json", json.dumps(record))
    assert (item.article.title, item.article.text) == ("Quay", P)
    assert warnings[0].reason.endswith("is given in de, en: only en was read")
