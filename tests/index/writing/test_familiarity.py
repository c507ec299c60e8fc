"""How well a model knows a language is measured as articles come in."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import familiarity
from small_indexes.fakes import FakeEmbedder, index_at


class Knowing(FakeEmbedder):
    """Has a vector for each subject, the first word of a sentence; those of sentences in "xx" tell nothing."""

    def _vector(self, text):
        first = text.split()[0]
        seed = text if first.startswith("xx") else first
        drawn = np.frombuffer(hashlib.blake2b(seed.encode(), digest_size=32).digest(), np.int8).astype(np.float32)
        return drawn / np.linalg.norm(drawn)


def subject(number):
    """A word for each number: two paragraphs that differ only in numbers count as one."""
    return "Subject" + "abcdefghij"[number // 10] + "klmnopqrst"[number % 10]


def stories(language, count, start=0, prefix=""):
    return [
        Article(
            id=f"{language}{number}",
            text=f"{prefix}{subject(number)} rose here. {prefix}{subject(number)} fell there.",
            language=language,
        )
        for number in range(start, start + count)
    ]


@pytest.fixture
def folder(tmp_path):
    return IndexFolder(tmp_path / "index")


def known(folder):
    return folder.manifest().familiarity


def test_a_language_that_the_model_knows_is_told_from_one_that_it_does_not(folder):
    index_at(folder.path, [*stories("de", 40), *stories("th", 40, prefix="xx"), *stories("en", 5)], Knowing())
    assert known(folder).keys() == {"de", "th"}  # English is that of the probes
    assert known(folder)["de"].told_apart > 0.95
    assert 0.45 < known(folder)["th"].told_apart < 0.7


def test_it_is_measured_again_when_the_articles_have_doubled_and_forgotten_with_the_last(folder):
    index_at(folder.path, stories("th", 10), Knowing())
    first = known(folder)["th"]
    index_at(folder.path, stories("th", 9, start=10, prefix="xx"), Knowing())
    assert known(folder)["th"] == first
    index_at(folder.path, stories("th", 11, start=19, prefix="xx"), Knowing())
    assert known(folder)["th"].articles == 30
    assert known(folder)["th"].told_apart < first.told_apart


def test_languages_on_the_card_are_not_measured_and_others_start_lower(folder, monkeypatch):
    monkeypatch.setattr(familiarity, "card_languages", lambda _: ("en", "de-AT"))
    index_at(folder.path, [*stories("de", 3), Article(id="one", text="Alone.", language="th")], Knowing())
    assert {code: it.told_apart for code, it in known(folder).items()} == {"th": familiarity.LEAST_PRIOR}


def test_a_paragraph_that_stands_in_many_articles_counts_once(folder):
    same = "Subject1 rose here. Subject2 fell there."
    index_at(folder.path, [Article(id=str(it), text=same, language="th") for it in range(20)], Knowing())
    assert known(folder)["th"].told_apart == familiarity.MOST_PRIOR  # there is nothing to compare with


def test_the_order_of_commits_does_not_matter(tmp_path):
    all_of_them = [*stories("de", 12), *stories("th", 12, prefix="xx")]
    index_at(tmp_path / "one", all_of_them, Knowing())
    index_at(tmp_path / "two", all_of_them[::-1], Knowing())
    assert IndexFolder(tmp_path / "one").manifest().familiarity == IndexFolder(tmp_path / "two").manifest().familiarity


def test_a_damaged_segment_leaves_what_was_known(folder):
    index_at(folder.path, stories("th", 4), Knowing())
    before = known(folder)
    [entry] = folder.manifest().segments
    vectors = folder.segments / entry.name / "vectors.safetensors"
    vectors.write_bytes(vectors.read_bytes()[:-64] + bytes(64))
    snapshot = folder.open()
    grown = replace(snapshot.manifest, familiarity={"th": replace(before["th"], articles=1)})
    snapshot.manifest = grown
    assert familiarity.familiarity_of(snapshot) == grown.familiarity
