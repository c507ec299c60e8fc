"""What guards an archive against a slip of the hand, as people type it: prune, ids, removal."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import nutgraf
import pytest
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.fakes import FakeEmbedder

WORDS = ["storm", "court", "mayor", "river", "vote", "train", "fire", "school", "harbour", "strike", "ice", "budget"]


def write(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def records(*numbers):
    return [{"id": f"s{number}", "text": f"The {WORDS[number % 12]} of day {number}."} for number in numbers]


def articles(run):
    return json.loads(run("status", "--format", "json").stdout)["articles"]


# Prune


@pytest.fixture
def lost_most(run, tmp_path):
    """An archive of twelve articles in two files, indexed; then the file of eight is lost, and a story is new."""
    write(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3))
    write(tmp_path / "news" / "b.jsonl", *records(*range(4, 12)))
    assert run("index", "news").stdout.startswith("12 new")
    (tmp_path / "news" / "b.jsonl").unlink()
    return write(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3, 20))


@pytest.mark.usefixtures("lost_most")
def test_a_prune_of_most_of_an_archive_stops_and_says_so(run):
    done = run("index", "news", "--prune")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "nutgraf: error: news: 8 of the 12 articles that the index holds from there are gone, more than a fifth; none "
        "was removed, and what is new or changed was indexed; see whether the path is complete, or remove them with "
        "--prune=force\n"
    )
    assert articles(run) == 13


@pytest.mark.parametrize("typed", [("--prune=force", "news"), ("news", "--prune=force"), ("news", "--prune-force")])
@pytest.mark.usefixtures("lost_most")
def test_a_forced_prune_removes_them(run, typed):
    assert run("index", *typed).stdout.startswith("1 new, 0 changed, 4 unchanged, 8 removed, ")
    assert articles(run) == 5


@pytest.mark.usefixtures("lost_most")
def test_prune_takes_no_other_value_and_swallows_no_path(run):
    done = run("index", "news", "--prune=yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--prune" in done.stderr
    assert run("index", "--prune", "news/a.jsonl").stdout.startswith("1 new, 0 changed, 4 unchanged, 0 removed")


def test_in_python_a_prune_is_guarded_and_forced_likewise(lost_most, tmp_path):
    model = FakeEmbedder("all-MiniLM-L6-v2")

    def prune(how):
        return nutgraf.add_files(tmp_path / ".nutgraf", [lost_most.parent], prune=how, embedder=model)

    with pytest.raises(nutgraf.CorpusError, match="8 of the 12 articles"):
        prune(True)
    with pytest.raises(ValueError, match="prune must be True, False or"):
        prune("yes")
    assert prune("force").removed == 8


# Ids


OUTLET_A = (
    "id,title,text,date\n1,Tram strike,No tram leaves before Monday.,2023-04-18\n2,Herons,Herons are back.,2023-04-19\n"
)
OUTLET_B = (
    "id,title,text,date\n1,Vote held,The council voted.,2023-04-18\n2,Tunnel shut,The tunnel is shut.,2023-04-19\n"
)


@pytest.fixture
def two_outlets(run, tmp_path):
    """Two files that each number from 1; the first is indexed."""
    (tmp_path / "a.csv").write_text(OUTLET_A)
    (tmp_path / "b.csv").write_text(OUTLET_B)
    assert run("index", "a.csv").stdout.startswith("2 new")


def titles(run, *ids):
    return [json.loads(run("show", name, "--format", "json").stdout)["article"]["title"] for name in ids]


@pytest.mark.usefixtures("two_outlets")
def test_an_id_that_another_file_uses_is_a_conflict_that_is_told(run):
    done = run("index", "b.csv")
    assert done.returncode == 4
    assert done.stdout.startswith("0 new, 0 changed, 0 unchanged, 0 removed, 2 skipped; ")
    assert done.stderr.splitlines() == [
        f"b.csv:{line}: the id '{line - 1}' is that of an article in a.csv, which is kept; "
        "to keep both, run the command again with --keep-both"
        for line in (2, 3)
    ]
    assert titles(run, "1", "2") == ["Tram strike", "Herons"]
    assert run("index", "b.csv", "--prune").returncode == 4  # and a file in conflict loses nothing
    assert articles(run) == 2


@pytest.mark.usefixtures("two_outlets")
def test_both_are_kept_if_asked_for_and_from_then_on(run, tmp_path):
    assert run("index", "b.csv", "--keep-both").stdout.startswith("2 new, 0 changed")
    assert titles(run, "1", "2", "b.csv:1", "b.csv:2") == ["Tram strike", "Herons", "Vote held", "Tunnel shut"]
    for typed in (["b.csv"], ["a.csv", "b.csv"], ["b.csv", "a.csv", "--prune"], [".", "--keep-both"]):
        done = run("index", *typed)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"0 new, 0 changed, {2 if typed == ['b.csv'] else 4} unchanged, 0 removed, 0 sk")
    (tmp_path / "b.csv").write_text(OUTLET_B.replace("voted", "did vote"))
    assert run("index", "b.csv").stdout.startswith("0 new, 1 changed, 1 unchanged")
    assert articles(run) == 4


def test_in_one_run_the_second_outlet_is_told_or_kept_too(run, tmp_path):
    write(tmp_path / "a.jsonl", {"id": "1", "text": "Tram strike.", "source": "Post"})
    write(tmp_path / "b.jsonl", {"id": "1", "text": "Vote held.", "source": "Courant"})
    done = run("index", "a.jsonl", "b.jsonl")
    assert (done.returncode, done.stdout[:5]) == (4, "1 new")
    assert done.stderr.startswith("b.jsonl:1: the id '1' was used before for another text; the first is kept; ")
    assert run("index", "a.jsonl", "b.jsonl", "--keep-both").stdout.startswith("1 new, 0 changed, 1 unchanged")
    assert run("show", "Courant:1").returncode == 0


@pytest.mark.parametrize(
    "both", [{"source": "Post"}, {"url": "https://post.example/1"}], ids=["of one outlet", "of one web address"]
)
def test_the_same_article_in_a_newer_file_replaces_the_older(run, tmp_path, both):
    write(tmp_path / "monday.jsonl", {"id": "1", "text": "Tram strike looms.", **both})
    write(tmp_path / "tuesday.jsonl", {"id": "1", "text": "Tram strike begins.", **both})
    assert run("index", "monday.jsonl").returncode == 0
    assert run("index", "tuesday.jsonl").stdout.startswith("0 new, 1 changed")


def test_through_standard_input_two_outlets_do_not_replace_each_other(run):
    def piped(source, text):
        return run("index", "-", stdin=json.dumps({"id": "1", "text": text, "source": source}))

    assert piped("Post", "Tram strike.").returncode == 0
    assert piped("Post", "Tram strike over.").stdout.startswith("0 new, 1 changed")
    done = piped("Courant", "Vote held.")
    assert done.returncode == 4
    assert "the id '1' is that of an article of 'Post' in standard input, which is kept" in done.stderr


def test_in_python_a_conflict_is_refused_or_both_are_kept(run, tmp_path):
    index, model = tmp_path / ".nutgraf", FakeEmbedder("all-MiniLM-L6-v2")
    write(tmp_path / "a.jsonl", {"id": "1", "text": "Tram strike."})
    assert run("index", "a.jsonl").returncode == 0
    other = nutgraf.Article(id="1", text="Vote held.", source="Courant")
    with pytest.raises(nutgraf.CorpusError, match=r"the id '1' is that of an article in a\.jsonl"):
        nutgraf.add(index, [other], embedder=model)
    assert nutgraf.add(index, [other], keep_both=True, embedder=model).new == 1
    assert run("show", "Courant:1").returncode == 0


# Moves


def test_a_moved_folder_is_seen_as_moved_and_leaves_no_ghosts(run, tmp_path):
    write(tmp_path / "news" / "2023" / "a.jsonl", *records(0, 1, 2, 3, 4, 5))
    write(tmp_path / "news" / "2023" / "b.jsonl", *records(6, 7))
    write(tmp_path / "other" / "c.jsonl", *records(8, 9))
    assert run("index", "news", "other").stdout.startswith("10 new")
    (tmp_path / "news").rename(tmp_path / "archive")
    edited = [*records(0, 1, 2, 3), {"id": "s4", "text": "Another text, and no outlet."}]  # s5 is gone, s4 edited
    write(tmp_path / "archive" / "2023" / "a.jsonl", *edited[::-1])
    (tmp_path / "archive" / "2023" / "b.jsonl").unlink()

    done = run("index", "archive", "--prune")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 new, 5 changed, 0 unchanged, 3 removed, 0 skipped; ")
    assert articles(run) == 7
    assert run("index", "archive", "other", "--prune").stdout.startswith("0 new, 0 changed, 7 unchanged, 0 removed")


def test_a_renamed_file_whose_place_was_its_id_takes_its_old_place(run, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    for name in ("one", "two"):
        (news / f"{name}.txt").write_text(f"The same text.\n\nAnd that of {name}.\n")
    (news / "copy.txt").write_text("The same text.\n\nAnd that of two.\n")
    assert run("index", "news").stdout.startswith("3 new")
    (news / "one.txt").rename(news / "uno.txt")
    assert run("index", "news").stdout.startswith("0 new, 1 changed, 2 unchanged, 0 removed")
    assert (run("show", "news/one.txt").returncode, run("show", "news/uno.txt").returncode) == (1, 0)
    (news / "copy-of-uno.txt").write_text((news / "uno.txt").read_text())  # that is no move: the first is still there
    assert run("index", "news").stdout.startswith("1 new, 0 changed, 3 unchanged")
    assert run("rebuild").stdout.startswith("4 articles")


def test_a_file_that_is_gone_is_not_replaced_by_another_outlets_with_its_ids(run, tmp_path):
    write(tmp_path / "a" / "articles.jsonl", {"id": "1", "text": "Tram strike."})
    assert run("index", "a").returncode == 0
    (tmp_path / "a").rename(tmp_path / ".gone")
    write(tmp_path / "b" / "articles.jsonl", {"id": "1", "text": "Vote held."})
    done = run("index", "b")
    assert (done.returncode, done.stdout[:16]) == (4, "0 new, 0 changed")
    assert done.stderr.startswith("b/articles.jsonl:1: the id '1' is that of an article in a/articles.jsonl, which is")


def test_a_lost_part_of_a_moved_folder_is_guarded_too(run, tmp_path):
    write(tmp_path / "news" / "a.jsonl", *records(*range(20)))
    assert run("index", "news").returncode == 0
    (tmp_path / "news").rename(tmp_path / "archive")
    write(tmp_path / "archive" / "a.jsonl", *records(1))
    done = run("index", "archive", "--prune")
    assert done.returncode == 2
    assert done.stderr.startswith("nutgraf: error: news: 19 of the 20 articles")
    assert run("index", "archive").returncode == 0
    assert run("rebuild").returncode == 0
    write(tmp_path / "other.jsonl", *records(30))
    assert run("index", "other.jsonl", "--prune").stdout.startswith("1 new, 0 changed, 0 unchanged, 0 removed")
    assert run("index", "archive", "--prune=force").stdout.startswith("0 new, 0 changed, 1 unchanged, 19 removed")


# Removal for good


def test_what_was_taken_down_does_not_come_back_until_it_is_restored(run, tmp_path):
    write(tmp_path / "a.jsonl", *records(0, 1, 2))
    assert run("index", "a.jsonl").returncode == 0
    assert run("remove", "s1").stdout == "1 removed\n"

    done = run("index", "a.jsonl", "--prune")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 1 taken down; generation ")
    write(tmp_path / "b.jsonl", {"id": "s1", "text": "An edited text in another file."})
    assert run("index", ".").stdout.startswith("0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 2 taken down; ")
    assert run("rebuild").returncode == run("compact").returncode == run("check", "--repair").returncode == 0
    assert run("index", "a.jsonl").stdout.startswith(
        "0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 1 taken down"
    )
    assert articles(run) == 2
    assert json.loads(run("status", "--format", "json").stdout)["taken_down"] == 1
    assert run("restore").stdout == "s1\n"

    done = run("restore", "s1", "s2")

    assert (done.returncode, done.stdout) == (4, "1 restored; nutgraf index brings them back\n")
    assert done.stderr == "nutgraf: 's2' was not taken down from .nutgraf\n"
    assert run("index", "a.jsonl").stdout.startswith("1 new, 0 changed, 2 unchanged, 0 removed, 0 skipped; ")
    assert run("restore", "s1").returncode == 1
    assert run("restore").stdout == ""
    assert run("check").returncode == 0


def test_a_removal_for_once_is_undone_by_the_next_run(run, tmp_path):
    write(tmp_path / "a.jsonl", *records(0, 1))
    assert run("index", "a.jsonl").returncode == 0
    assert run("remove", "s1", "--once").stdout == "1 removed\n"
    assert run("index", "a.jsonl").stdout.startswith("1 new, 0 changed, 1 unchanged, 0 removed, 0 skipped; ")


def test_a_file_without_ids_that_was_taken_down_stays_out_under_a_new_name(run, tmp_path):
    (tmp_path / "one.txt").write_text("A story.\n\nIt has two paragraphs.\n")
    assert run("index", "one.txt").returncode == 0
    assert run("remove", "one.txt").returncode == 0
    (tmp_path / "one.txt").rename(tmp_path / "two.txt")
    assert "0 new, 0 changed, 0 unchanged, 0 removed, 0 skipped, 1 taken down" in run("index", "two.txt").stdout


def test_in_python_a_removal_lasts_unless_it_need_not(tmp_path):
    index, model = tmp_path / "index", FakeEmbedder()
    both = [nutgraf.Article(id=name, text=f"The text of {name}.") for name in ("a", "b")]
    nutgraf.add(index, both, embedder=model)
    assert nutgraf.remove(index, ["a"]) == nutgraf.remove(index, ["b"], lasting=False) == []
    report = nutgraf.add(index, both, embedder=model)
    assert (report.new, report.taken_down) == (1, 1)
    assert nutgraf.restore(index, ["a", "b"]) == ["b"]
    assert nutgraf.add(index, both, embedder=model).new == 1
    with pytest.raises(ValueError, match="article_ids must be a list"):
        nutgraf.restore(index, "a")
    with pytest.raises(nutgraf.IndexMissingError):
        nutgraf.restore(tmp_path / "none", ["a"])


# What is in the archive


def test_status_counts_what_articles_lack_and_says_when_it_last_changed(run, tmp_path):
    whole = {"date": "2023-04-18", "source": "Post", "author": "Mira Quell", "category": "Ports"}
    write(tmp_path / "a.jsonl", *({**it, **whole} for it in records(0)), *records(1, 2))
    write(tmp_path / "b.jsonl", *({**it, **whole, "date": None} for it in records(3)))
    assert run("index", "a.jsonl", "b.jsonl").returncode == 0
    told = json.loads(run("status", "--format", "json").stdout)
    assert told["without"] == {"date": 3, "source": 2, "author": 2, "category": 2}
    assert run("remove", "s1", "--once").returncode == 0
    shown = run("status").stdout
    assert "without     date (2), source (1), author (1), category (1)\n" in shown
    now = json.loads(run("status", "--format", "json").stdout)["committed"]
    assert now > told["committed"]
    assert f"changed     {now[:10]} {now[11:16]} UTC\n" in shown


def test_a_dry_run_tells_what_would_be_done_and_found_and_writes_nothing(run, tmp_path):
    whole = {"date": "2023-04-18", "source": "Post", "author": ["Mira Quell"], "category": "Ports", "kicker": "K"}
    write(tmp_path / "a.jsonl", *({**it, **whole} for it in records(0, 1)), *records(2, 3))
    done = run("index", "a.jsonl", "--dry-run", FAKE_FAILING_FSYNC="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "would be: 4 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; nothing was written",
        "fields of 4 articles: title 0, published 2, source 2, categories 2, authors 2, url 0, updated 0, language 0",
        "keys that are no field: kicker 2",
    ]
    assert not (tmp_path / ".nutgraf").exists()


def test_a_dry_run_tells_the_same_as_the_run(run, tmp_path):
    write(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3))
    write(tmp_path / "news" / "b.jsonl", *records(4, 5, 6))
    assert run("index", "news").returncode == 0
    assert run("remove", "s3").returncode == 0
    (tmp_path / "news" / "b.jsonl").rename(tmp_path / "news" / "c.jsonl")
    write(tmp_path / "news" / "a.jsonl", *records(0), {"id": "s1", "text": "Edited."}, *records(3, 20, 20), {"id": "x"})
    write(tmp_path / "news" / "d.jsonl", {"id": "s0", "text": "Another."}, {"id": "s20", "text": "Another, too."})
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / ".nutgraf").rglob("*")}
    for typed in (["news"], ["news", "--prune"], ["news", "--keep-both", "--prune=force"], ["news/c.jsonl", "--prune"]):
        dry = run("index", *typed, "--dry-run")
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / ".nutgraf").rglob("*")} == before
        shutil.copytree(tmp_path / ".nutgraf", tmp_path / "index", copy_function=shutil.copy2)
        wet = run("index", *typed, "--index", tmp_path / "index")
        assert (dry.returncode, dry.stderr) == (wet.returncode, wet.stderr)
        assert dry.stdout.startswith(f"would be: {wet.stdout.partition('; ')[0]}; nothing was written\n")
        shutil.rmtree(tmp_path / "index")


@pytest.mark.usefixtures("lost_most")
def test_a_dry_run_tells_of_a_prune_that_would_stop(run):
    done = run("index", "news", "--prune", "--dry-run")
    assert (done.returncode, done.stdout) == (2, "")
    assert "8 of the 12 articles" in done.stderr
    assert "none would be removed" in done.stderr


def test_in_python_a_dry_run_is_a_preview(tmp_path):
    write(tmp_path / "a.jsonl", {**records(0)[0], "kicker": "K"})
    found = nutgraf.add_files(tmp_path / "index", [tmp_path / "a.jsonl"], dry_run=True)
    assert isinstance(found, nutgraf.Preview)
    assert (found.new, found.articles, found.other_keys) == (1, 1, {"kicker": 1})
    assert not (tmp_path / "index").exists()


# Erasing


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def erasable(run, tmp_path):
    """An index of several segments that holds an article, an earlier version of it, and one under an older id."""
    unmerged = {"FAKE_BATCHES": "16,16,99"}
    write(tmp_path / "a.jsonl", {"id": "secret", "text": "An unwordly zyxomat."}, *records(*range(30)))
    (tmp_path / "one.txt").write_text("Quorvex told all.\n\nNothing else.\n")
    assert run("index", "a.jsonl", "one.txt", **unmerged).returncode == 0
    write(tmp_path / "a.jsonl", {"id": "secret", "text": "An edited flumbert."}, *records(*range(31)))
    (tmp_path / "one.txt").rename(tmp_path / "two.txt")
    assert run("index", "a.jsonl", "two.txt", **unmerged).stdout.startswith("1 new, 2 changed")
    held = bytes_of(tmp_path / ".nutgraf").lower()
    assert all(word in held for word in (b"zyxomat", b"flumbert", b"quorvex", b"one.txt"))
    return tmp_path / ".nutgraf"


def test_what_was_erased_has_left_no_byte_and_stays_out(run, erasable):
    done = run("remove", "secret", "two.txt", "--erase")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 erased\n", "")
    held = bytes_of(erasable).lower()
    assert not any(word in held for word in (b"zyxomat", b"flumbert", b"quorvex", b"one.txt", b"told all"))
    assert run("check").stdout == ".nutgraf is sound\n"
    assert articles(run) == 31
    assert ", 31 unchanged, 0 removed, 0 skipped, 2 taken down" in run("index", "a.jsonl", "two.txt").stdout
    assert run("remove", "secret", "--erase").stdout == "1 erased\n"  # after a kill, say
    assert run("remove", "nobody", "--erase").returncode == 1
    assert run("remove", "s1", "--erase", "--once").returncode == 2


def test_what_was_taken_down_before_is_erased_later(run, erasable):
    assert run("remove", "secret").returncode == 0
    assert run("remove", "secret", "--erase").returncode == 0
    assert b"flumbert" not in bytes_of(erasable)
    assert run("restore", "secret").returncode == 0
    assert run("index", "a.jsonl").stdout.startswith("1 new")
    assert run("check").returncode == 0


def test_check_finds_what_is_said_to_be_erased_and_is_there(run, erasable):
    folder = IndexFolder(erasable)
    folder.commit(replace(folder.manifest().next(folder.manifest().segments), erased=("secret",)))
    done = run("check")
    assert done.returncode == 3
    assert "still holds the article 'secret', which was erased" in done.stdout


def test_what_a_repair_set_aside_is_told_when_something_is_erased(run, erasable):
    (erasable / "lost").mkdir()
    done = run("remove", "secret", "--erase")
    assert done.returncode == 3
    assert ".nutgraf/lost may still hold what was erased" in done.stderr
    assert run("show", "secret").returncode == 1
