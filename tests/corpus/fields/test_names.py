"""Names of fields, paths to values, and values that stand for none."""

import pytest
from nutgraf.corpus.fields.names import FIELD_ALIASES, at_path, folded, is_absent, keys_of_fields, place_of, spelled

RECORD = {"a": {"b c": [{"d": 1}, {"d": 2}], "e.f": 3}, "g.h": 4, "i": [[{"j": 5}]], "n": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [("a.b c.d", [1, 2]), ("a.bC.1.d", 2), ("g.h", 4), ("data.g.h", 4), ("i.j", [[5]]), ("A.B_C.0.D", 1)],
)
def test_a_path_leads_into_objects_and_lists_and_may_begin_above_the_record(path, value):
    assert at_path(RECORD, path) == value


@pytest.mark.parametrize("path", ["a.x", "n", "n.m", "a.b c.9.d", "", "."])
def test_a_path_that_leads_nowhere_has_no_value(path):
    assert at_path(RECORD, path) is None


@pytest.mark.parametrize(
    "value",
    [None, "", " \u200b", "None", "NULL", "nan", "NaN", "N/A", "\\N", "-", float("nan"), [], {}, [None, ""],
     "0000-00-00 00:00:00"],
)  # fmt: skip
def test_a_placeholder_is_no_value(value):
    assert is_absent(value)


@pytest.mark.parametrize("value", ["Nan", "Nat", 0, False, "0", ["x"], "None of it", {"a": None}])
def test_a_value_is_one(value):
    assert not is_absent(value)


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        (
            "text",
            "Noticia, Brødtekst, teksti, Obsah, Szöveg, съдържание, Conținut, isi, nội dung, 内文, متن, समाचार, খবর",
        ),
        (
            "title",
            "Tittel, Cím, naslov, judul, Tiêu đề, 新闻标题, शीर्षक, headline_text, og:title, Başlık, শিরোনাম",
        ),
        ("published", "Päivämäärä, tanggal, 公開日, 일자, 發布時間, تاریخ, दिनांक, publishedUtc, publication_datetime"),
        (
            "source",
            "Média, Kilde, Zdroj, джерело, Sursa, sumber, πηγή, 新聞社, publisher_name, Media Title, outlet_name",
        ),
        ("categories", "Osasto, Rovat, κατηγορία, primarySection, category_name"),
        ("authors", "Periodista, Kirjoittaja, Szerző, Συντάκτης, penulis, 기고자, coauthors, author.keyword"),
        ("url", "Länk, odkaz, посилання, 網址, الرابط"),
    ],
)
def test_a_field_is_known_by_its_names_in_many_languages_and_programs(field, keys):
    for key in keys.split(", "):
        assert spelled({key: "x"}, field) == key, key


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("text", ["full_story_text", "articleBody", "NewsContent", "long_text", "main body"]),
        (
            "title",
            [
                "article-headline",
                "StoryTitle",
                "pagetitle",
                "Titre article",
                "ueberschrift",
                "tytul_artykulu",
                "rec_title",
            ],
        ),
        ("published", ["Date of Publication", "datePosted", "documentdate", "fecha_de_la_nota"]),
        ("published", ["goLive", "go_live_date", "liveAt", "online_since", "startPublish", "publish-from"]),
        ("updated", ["last_update_date", "articleModified", "timeUpdated"]),
        ("source", ["newspaper name", "nombre_medio", "publication title", "Zeitungsname"]),
        ("authors", ["autor_nombre", "nome do autor", "article_writer", "written_by", "hasAuthors"]),
        ("url", ["public url", "article_link"]),
        ("id", ["article_id", "documentId"]),
    ],
)
def test_words_around_a_name_change_nothing(field, keys):
    for key in keys:
        assert spelled({key: "x"}, field) == key, key


@pytest.mark.parametrize(
    "key",
    [
        *(
            "date of birth",
            "event_date",
            "author_url",
            "author_id",
            "image_text",
            "text_length",
            "crawl_date",
            "seo_score",
        ),
        *("section_url", "title,text,date", "comment text", "photo credit", "data source", "print_page", "x" * 5000),
        *("start_date", "is_live", "live_blog", "live", "online", "from_date", "live_url"),
    ],
)
def test_a_name_with_a_word_that_is_not_known_is_none_of_a_field(key):
    assert place_of(key) is None


def test_a_name_itself_is_better_than_one_with_other_words():
    assert spelled({"article_title": "x", "title": "y"}, "title") == "title"
    assert spelled({"date": "x", "first_published_date": "y"}, "published") == "first_published_date"
    assert spelled({"_createdAt": "x", "goLive": "y"}, "published") == "goLive"


def test_what_databases_put_around_a_name_may_stand_around_other_words_too():
    assert spelled({"article_title_txt_en": "x"}, "title") == "article_title_txt_en"
    assert spelled({"field_news_body_value": "x"}, "text") == "field_news_body_value"


def test_all_keys_of_a_field_are_its_own_the_plain_name_first():
    fields = {"writer_name": "x", "writer": 17, "author": "y"}
    assert keys_of_fields(fields)["authors"] == ["author", "writer", "writer_name"]


def test_a_rubrik_or_subject_is_a_title_only_where_nothing_else_is():
    assert spelled({"rubrik": "x"}, "title") == "rubrik"
    assert spelled({"Rubrik": "x", "Titel": "y"}, "title") == "Titel"
    assert spelled({"Rubrik": "x", "Titel": "y"}, "categories") == "Rubrik"
    assert spelled({"subject": "x", "title": "y"}, "title") == "title"
    assert spelled({"subject": "x"}, "title") == "subject"


def test_no_name_is_that_of_two_fields():
    names = [name for aliases in FIELD_ALIASES.values() for name in aliases]
    assert len(names) == len(set(names))
    assert all(folded(name) == name for name in names)


def test_when_a_program_fetched_an_article_is_no_date_of_it():
    fetched = {"crawled", "crawledat", "crawltime", "scrapedat", "datedownload", "filedate", "fetchedat", "indexedat"}
    assert not fetched & {*FIELD_ALIASES["published"], *FIELD_ALIASES["updated"]}
