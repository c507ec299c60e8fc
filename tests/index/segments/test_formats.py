"""Stored indexes of older formats and of this one. The fixtures are never regenerated."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from nutgraf.corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError
from nutgraf.index.analysis.analyzer import analyzer_of
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.segments import format3, manifest
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.manifest_format import FORMAT, UPGRADABLE_FORMAT, digest_of
from nutgraf.index.segments.status import status_of
from nutgraf.index.writing import build, segment_writer, upgrade
from nutgraf.index.writing.rebuild import articles_in, rebuild
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import PROBED, FakeEmbedder

FIXTURES = Path(__file__).parents[2] / "fixtures"
HITS = json.loads((FIXTURES / "hits.json").read_text())
IDS = ["ferry-1", "ferry-2", "heron", "budget", "bread"]


class NoEmbedder(FakeEmbedder):
    """Load the default model, and fail if it embeds a passage other than the probes of its scales."""

    def __init__(self):
        super().__init__()
        self.fingerprint = fingerprint(DEFAULT_MODEL, model_folder(DEFAULT_MODEL))

    def passages(self, texts):
        if not PROBED.issuperset(texts):
            raise AssertionError(f"{len(texts)} texts are embedded again")
        return super().passages(texts)


class Prompted(FakeEmbedder):
    """Load the default model with other prompts."""

    def __init__(self, prompts):
        super().__init__()
        self.fingerprint = replace(NoEmbedder().fingerprint, prompts=prompts)

    def passages(self, texts):
        vectors = super().passages(texts)  # those of words have 64 numbers
        return np.pad(vectors, [(0, 0), (0, 384 - vectors.shape[1])])


@pytest.fixture
def old(tmp_path):
    """Copy the index of format 3."""
    return IndexFolder(shutil.copytree(FIXTURES / f"index-format-{UPGRADABLE_FORMAT}", tmp_path / "old"))


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """Copy the index of the current format; any installed version of the stemmer will do."""
    folder = IndexFolder(shutil.copytree(FIXTURES / f"index-format-{FORMAT}", tmp_path / "ours"))
    (stored,) = folder.manifest().analyzers
    monkeypatch.setattr(manifest, "analyzer_of", lambda _: stored)
    return folder


def ranked(folder, mode, embedder=None):
    searcher = Searcher(folder.path, embedder=embedder)
    return {
        question: [[hit.id, round(hit.score, 6), list(hit.highlight)] for hit in result.hits]
        for question in HITS[mode]
        for result in [searcher.search(question, mode=mode, k=3)]
    }


def test_the_index_of_this_format_opens_and_answers_what_it_did(ours):
    assert ranked(ours, "bm25") == HITS["bm25"]
    assert check(ours) == []


def test_the_index_of_this_format_holds_every_field(ours, stored):
    snapshot = ours.open()
    articles = stored(snapshot)
    assert list(articles) == IDS
    ferry, bread = articles["ferry-1"], articles["bread"]
    assert (ferry.authors, ferry.categories, ferry.language) == (
        ("Ilse Tarn", "Per Ohm"),
        ("Transport", "Labour"),
        "en",
    )
    assert (ferry.published.isoformat(), ferry.day) == ("2024-03-05T23:30:00-02:00", date(2024, 3, 5))
    assert ferry.updated.isoformat() == "2024-03-06T08:00:00-02:00"
    assert (bread.published, bread.authors, bread.categories, bread.language) == (None, (), (), "")
    assert snapshot.counts("category") == {"Transport": 2, "": 1, "Labour": 1, "Nature": 1, "Politics": 1}
    assert status_of(snapshot).first == "2024-03-05"


@pytest.mark.model
@pytest.mark.parametrize("brought_over", [False, True])
def test_the_stored_vectors_answer_what_they_did(old, ours, brought_over):
    if brought_over:
        rebuild(old, NoEmbedder())
    again = ranked(old if brought_over else ours, "dense")
    for question, hits in HITS["dense"].items():
        assert [(hit[0], hit[2]) for hit in again[question]] == [(hit[0], hit[2]) for hit in hits]
        # The question is embedded anew, on another processor perhaps.
        assert [hit[1] for hit in again[question]] == pytest.approx([hit[1] for hit in hits], abs=0.02)


@pytest.mark.parametrize(
    "use", [IndexFolder.open, check, lambda index: build.remove(index, ["heron"]), lambda index: Searcher(index.path)]
)
def test_an_index_of_format_3_is_refused_with_the_remedy(old, use):
    with pytest.raises(IndexTooOldError) as refusal:
        use(old)
    assert str(refusal.value) == (
        f"{old.path / 'MANIFEST'} has format 3 and this nutgraf reads format 4; run: nutgraf rebuild --index {old.path}"
    )


def test_a_newer_index_is_refused_by_rebuild_as_by_all(ours):
    live = ours.path / "MANIFEST"
    body = live.read_bytes().partition(b"\n")[2]
    live.write_bytes(b"nutgraf 5 %s\n%s" % (digest_of(b"nutgraf 5", body), body))
    with pytest.raises(IndexTooNewError, match="run: pip install --upgrade nutgraf"):
        rebuild(ours, NoEmbedder())


def test_rebuild_upgrades_an_index_of_format_3_without_embedding(old, stored):
    taken = []
    assert articles_in(old) == 5
    before = {path.name: path.read_bytes() for path in old.segments.rglob("*.safetensors")}

    report = rebuild(old, NoEmbedder(), on_article=lambda: taken.append(1))

    assert (report.new, report.embedded, report.generation, len(taken)) == (5, 0, 3, 5)
    assert ranked(old, "bm25") == HITS["bm25"]
    assert check(old) == []
    snapshot = old.open()
    assert (snapshot.manifest.generation, snapshot.manifest.analyzers) == (3, (analyzer_of("en"),))
    articles = stored(snapshot)
    assert list(articles) == IDS
    ferry, bread = articles["ferry-1"], articles["bread"]
    assert (ferry.authors, ferry.categories) == (("Ilse Tarn, Per Ohm",), ())  # format 3 knew no list of categories
    assert ferry.extra["categories"] == ["Transport", "Labour"]
    assert (ferry.published.isoformat(), ferry.day) == ("2024-03-06T01:30:00+00:00", date(2024, 3, 6))
    assert (bread.published, bread.authors, bread.categories, bread.updated, bread.language) == (None, (), (), None, "")
    assert snapshot.counts("category") == {"": 2, "Nature": 1, "Politics": 1, "Transport": 1}
    after = {path.name: path.read_bytes() for path in old.segments.rglob("*.safetensors")}
    assert {name for name in before if before[name] == after[name]} == set()


def test_an_upgraded_index_equals_a_new_one(old, tmp_path, sourced, stored):
    rebuild(old, NoEmbedder())
    snapshot, fresh = old.open(), IndexFolder(tmp_path / "fresh")
    articles = stored(snapshot).values()
    build.add(fresh, sourced(articles, "articles.jsonl"), FakeEmbedder())
    again = fresh.open()
    for name in ("article_digest", "day", "published"):
        live = snapshot.segments[0].rows[name][snapshot.segments[0].live_articles]
        assert live.tolist() == again.segments[0].rows[name].tolist()
    for facet in ("source", "category", "author", "language", "origin"):
        assert snapshot.counts(facet) == again.counts(facet)


def test_an_upgraded_index_grows_and_its_old_manifest_is_swept(old):
    rebuild(old, NoEmbedder())
    assert (old.path / "manifests" / "2").read_bytes().startswith(b"nutgraf 3 ")
    build.remove(old, ["heron"])
    assert all(path.read_bytes().startswith(b"nutgraf 4 ") for path in old.copies())
    assert check(old) == []


@pytest.mark.parametrize("stop", range(8))
def test_a_rebuild_that_is_killed_leaves_format_3_or_the_new_index(old, monkeypatch, stop):
    steps = []

    def step(real):
        def stepped(*arguments, **options):
            steps.append(real)
            if len(steps) > stop:
                raise KeyboardInterrupt
            return real(*arguments, **options)

        return stepped

    for module, name in (
        *((segment_writer, "write_arrays"), (segment_writer, "sync_folder"), (upgrade, "link")),
        *((Path, "replace"), (IndexFolder, "sweep")),
    ):
        monkeypatch.setattr(module, name, step(getattr(module, name)))
    try:
        rebuild(old, NoEmbedder())
    except KeyboardInterrupt:
        monkeypatch.undo()
        if format3.read_old_manifest(old):
            rebuild(old, NoEmbedder())
    assert ranked(old, "bm25") == HITS["bm25"]
    assert check(old) == []


@pytest.mark.parametrize("spoiled", [b"", b"nutgraf 3 0\n{}", None])
def test_an_index_of_format_3_with_a_damaged_manifest_is_upgraded_from_its_copy(old, spoiled):
    if spoiled is None:
        (old.path / "MANIFEST").unlink()
    else:
        (old.path / "MANIFEST").write_bytes(spoiled)
    assert rebuild(old, NoEmbedder()).new == 5
    assert ranked(old, "bm25") == HITS["bm25"]
    assert check(old) == []


@pytest.mark.parametrize("name", ["articles.jsonl", "rows.safetensors", "vectors.safetensors", "words.safetensors"])
def test_a_damaged_byte_is_not_upgraded_though_the_file_has_its_size(old, name):
    (path,) = old.segments.rglob(name)
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexFormatError, match=rf"{name} is damaged, and format 3 is not repaired; index"):
        rebuild(old, NoEmbedder())
    assert format3.read_old_manifest(old)


@pytest.mark.parametrize("part", ["version", "stop_words", "stemmer", "stems"])
def test_an_index_with_other_words_is_refused_until_rebuild_makes_them_again_without_embedding(ours, part, monkeypatch):
    monkeypatch.undo()
    stored = replace(analyzer_of("en"), **{part: "other" if part != "version" else 0})
    with ours.writing() as before:
        ours.commit(replace(before.next(before.segments), analyzers=(stored,)))
    for use in (lambda: ranked(ours, "bm25"), lambda: build.remove(ours, ["heron"])):
        with pytest.raises(IndexFormatError, match=f"run: nutgraf rebuild --index {ours.path}"):
            use()
    assert check(ours) == []  # it is sound, only its words are not ours

    report = rebuild(ours, NoEmbedder())

    assert (report.new, report.embedded) == (5, 0)
    assert ours.manifest().analyzers == (analyzer_of("en"),)
    assert ranked(ours, "bm25") == HITS["bm25"]
    assert check(ours) == []


def test_a_damaged_byte_is_not_copied_into_rebuilt_terms(ours, monkeypatch):
    monkeypatch.undo()
    with ours.writing() as before:
        ours.commit(replace(before.next(before.segments), analyzers=(replace(analyzer_of("en"), stems="other"),)))
    (path,) = ours.segments.rglob("vectors.safetensors")
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(IndexFormatError, match="is damaged; run: nutgraf check --repair"):
        rebuild(ours, NoEmbedder())


@pytest.mark.parametrize("prompts", [{"query": "query: "}, {"query": "", "document": "passage: "}])
def test_a_model_with_other_prompts_embeds_again_and_one_line_says_so(old, prompts):
    model = Prompted(prompts)
    notices = []
    report = rebuild(old, model, on_notice=notices.append)
    assert (report.new, report.embedded > 0) == (5, True)
    assert len(notices) == 1
    assert "it is embedded again" in notices[0]
    assert old.manifest().model == model.fingerprint
    assert ranked(old, "bm25", model) == HITS["bm25"]
    assert check(old) == []


def test_vectors_under_a_default_prompt_are_not_trusted(old):
    stored = format3.read_old_manifest(old)
    ours = NoEmbedder().fingerprint
    assert stored.has_vectors_of(ours)
    assert not stored.has_vectors_of(replace(ours, default_prompt="query"))


def test_prompts_are_compared_by_the_digest_that_format_3_stored():
    prompts = {"query": "query: ", "document": "passage: "}
    ours = replace(NoEmbedder().fingerprint, prompts=prompts)
    stored_keys = {"name", "weights", "tokenizer", "dim", "pooling", "max_tokens", "modules", "prompts"}
    plain = {name: value for name, value in ours.to_dict().items() if name in stored_keys}
    digest = hashlib.sha256(b'{"document":"passage: ","query":"query: "}').hexdigest()
    assert format3.OldManifest(1, plain | {"prompts": digest}, "cut", ()).has_vectors_of(ours)
    assert not format3.OldManifest(1, plain | {"prompts": "0" * 64}, "cut", ()).has_vectors_of(ours)
