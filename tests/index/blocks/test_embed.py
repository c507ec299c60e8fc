"""Embedding in blocks: one index of them answers as one made at once, whatever is killed, and nothing counts twice."""

import json
import os
import re
import signal
import sys
from functools import partial
from itertools import count
from pathlib import Path

import nutgraf
import pytest
from nutgraf.corpus.errors import CorpusError, ExtraMissingError, IndexLockedError, NutgrafError
from nutgraf.index.blocks import job as job_module
from nutgraf.index.blocks.block import Block
from nutgraf.index.blocks.job import NOTE, Job
from nutgraf.index.blocks.reading import BlockPolicy, groups, read_group
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.storage.file_lock import file_lock
from nutgraf.search.library.embedding import embed_files
from running.processes import killed_at_flush
from small_indexes.fakes import FakeEmbedder, fake_model

SMALL = BlockPolicy(articles=2, group_files=2)
QUESTIONS = ("Who saw the otters?", '"mill race"', "storm in the harbour", "the third bridge")


def article(number, **more):
    text = f"Otters were seen at the mill race, by {number} people.\n\nA storm left the harbour by bridge {number % 5}."
    return {"id": f"s{number}", "title": f"Story {number}", "text": text, "source": "Herald", **more}


def write(path, articles):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(it) + "\n" for it in articles))


@pytest.fixture
def news(tmp_path):
    """Four files of articles, one of them broken, one large; an edit and a conflict in other files than the first."""
    news = tmp_path / "news"
    write(news / "a.jsonl", [article(number) for number in range(5)])
    write(news / "b.jsonl", [article(5), {"title": "no text"}, article(6)])
    write(news / "c.jsonl", [article(1, updated="2026-01-02"), article(2, source="Gazette", text="Another story.")])
    (news / "d.json").write_text("{broken")
    (news / "e.bin").write_text("e")
    write(news / "f.jsonl", [article(7, date="2026-03-04")])
    return news


@pytest.fixture
def embed(news, tmp_path):
    def embed(to="parts", paths=None, *, warnings=None, **options):
        options = {"policy": SMALL, "load": fake_model} | options
        told = [] if warnings is None else warnings
        return embed_files(tmp_path / to, paths or [news], on_warning=lambda it: told.append(str(it)), **options)

    return embed


def blocks(place):
    return sorted(path.name for path in place.iterdir() if not path.name.startswith("."))


def adopted(place, index):
    told = []
    report = nutgraf.adopt(index, [place / name for name in blocks(place)], on_warning=lambda it: told.append(str(it)))
    return report, told


def _unplaced(warning):
    """A warning without the number of its line, and without the hint at an option that only `index` has."""
    hint = "--keep-both (in Python keep_both=True) keeps both"
    return re.sub(r"(jsonl):\d+: the id", r"\1: the id", warning).replace(hint, "give each an id of its own")


def answers(index):
    """The whole JSON of the answer to each question, less the number of the generation."""
    searcher = nutgraf.open(index, embedder=FakeEmbedder())
    found = [searcher.search(question).to_dict() for question in QUESTIONS]
    assert all(len(it["hits"]) > 2 for it in found)
    return [{**it, "generation": 0} for it in found]


def test_the_answers_and_what_is_told_are_those_of_one_index_over_the_same_files(embed, news, tmp_path):
    told, expected = [], []
    report = embed(warnings=told, mapping={"source": "source"})
    adoption, conflicts = adopted(tmp_path / "parts", tmp_path / "index")
    once = nutgraf.add_files(
        tmp_path / "once", [news], embedder=FakeEmbedder(), on_warning=lambda it: expected.append(str(it)),
        mapping={"source": "source"},
    )  # fmt: skip
    assert answers(tmp_path / "index") == answers(tmp_path / "once")
    assert len(report.blocks) > 3
    assert (report.skipped, report.articles, adoption.new, conflicts) == (once.skipped, once.new, once.new, [])
    assert sorted(map(_unplaced, told)) == sorted(map(_unplaced, expected))
    assert nutgraf.check(tmp_path / "index") == []

    model = FakeEmbedder()
    again = nutgraf.add_files(tmp_path / "index", [news], embedder=model, prune=True)
    assert (again.new, again.changed, again.removed, model.texts) == (0, 0, 0, [])
    assert str(again.settings["news"]) == "--map source=source"
    (news / "f.jsonl").unlink()
    assert nutgraf.add_files(tmp_path / "index", [news], embedder=model, prune="force").removed == 1


def test_processes_of_this_machine_make_the_same_blocks(embed, tmp_path):
    assert embed("one").blocks == embed("two", workers=2).blocks == blocks(tmp_path / "two")


def test_a_second_run_embeds_what_changed_and_drops_the_block_that_was(embed, news, tmp_path):
    first = embed()
    again = embed()
    assert (again.blocks, again.embedded, again.there) == (first.blocks, 0, len(first.blocks))
    assert again.skipped == first.skipped
    write(news / "f.jsonl", [article(8)])
    changed = embed()
    assert len(set(changed.blocks) - set(first.blocks)) == 1
    assert blocks(tmp_path / "parts") == changed.blocks
    other = embed(load=partial(fake_model, name="other"))
    assert (other.blocks, other.there) == (changed.blocks, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_kill_at_any_step_loses_and_doubles_nothing(embed, news, tmp_path):
    for name in ("b.jsonl", "c.jsonl", "d.json", "e.bin"):
        (news / name).unlink()
    whole = embed("whole").blocks
    assert len(whole) == 3
    for last in count(step=9):
        to = f"parts-{last}"
        ended = killed_at_flush(last, partial(embed, to))
        done = embed(to)
        assert done.blocks == whole == blocks(tmp_path / to)
        assert {path.name for path in (tmp_path / to).iterdir()} - {*whole} == {NOTE, ".embed.lock"}
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert last > 18


def test_a_job_that_was_killed_before_its_note_was_there_is_begun_again(embed, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / ".embed.json.tmp").write_bytes(b'{"pla')
    (tmp_path / "parts" / ".embed.lock").write_bytes(b"")
    embed()
    assert len(blocks(tmp_path / "parts")) > 0


def test_two_attempts_at_one_block_count_once(news, tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / NOTE).write_bytes(b"note")
    job = Job(tmp_path / "parts", b"note", (), {}, fake_model, SMALL)
    group = next(groups([str(news)], base=job.to, skip=job.to, policy=SMALL))
    block = next(it for it in job.read(group) if isinstance(it, Block))
    compact, raced = job_module.compact, []

    def overtaken(folder):
        compact(folder)
        if not raced:
            raced.append(folder)
            assert job.build(block, FakeEmbedder()).is_new

    monkeypatch.setattr(job_module, "compact", overtaken)
    assert job.build(block, FakeEmbedder()).articles == 2
    assert blocks(job.to) == [block.name]
    assert not job.build(block, FakeEmbedder()).is_new


def test_what_cannot_be_embedded_is_refused_in_one_line(embed, news, tmp_path, monkeypatch):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    embed()
    for options, error, told in (
        ({"to": "full"}, NutgrafError, r"full is not empty \(it contains 'letter.txt'\); give a new folder with --to"),
        (
            {"paths": [news / "a.jsonl"]},
            NutgrafError,
            r"the blocks of other paths \(../news\); give a new",
        ),
        ({"paths": ["-"], "to": "new"}, CorpusError, "standard input can be read in one place only"),
        ({"paths": [news / "none"], "to": "new"}, CorpusError, "none: No such file"),
    ):
        with pytest.raises(error, match=told):
            embed(**options)
    assert not (tmp_path / "new").exists()
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ExtraMissingError, match=r"embedding on a Ray cluster needs .* pip install .*\[ray\]"):
        embed("new", engine="ray")
    with file_lock(tmp_path / "parts" / ".embed.lock", wait=False), pytest.raises(IndexLockedError, match="another"):
        embed()


def test_a_machine_without_the_folders_is_told(news, tmp_path):
    job = Job(tmp_path / "parts", b"note", (), {}, fake_model)
    group = next(groups([str(news)], base=tmp_path / "parts", skip=tmp_path / "parts", policy=BlockPolicy()))
    block = next(it for it in job.read(group) if isinstance(it, Block))
    with pytest.raises(NutgrafError, match=r"parts on the machine .* is not the folder of this job; mount one folder"):
        job.build(block, FakeEmbedder())
    news.rename(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match=r"news is not on the machine .*; mount it there under the same name"):
        list(read_group(group, lambda _: None, SMALL))


@pytest.mark.usefixtures("news")
def test_the_command_says_what_it_did_and_what_comes_next(run, tmp_path):
    done = run("embed", "news", "--to", "parts")
    assert done.returncode == 4
    assert "no text" not in done.stdout
    [first, second] = done.stdout.splitlines()
    assert first.startswith("1 block: 8 articles, ")
    assert first.endswith(", 3 skipped")
    assert second == "make one index of them: nutgraf import parts/*"
    assert done.stderr.count("\n") == 5
    assert run("import", *(tmp_path / "parts").glob("0*")).returncode == 0
    assert IndexFolder(tmp_path / ".nutgraf").manifest().segments
    assert Path(tmp_path / "parts" / NOTE).exists()
