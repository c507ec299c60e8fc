"""What the real model answers over the sample articles, as a user asks it."""

from __future__ import annotations

import json

import nutgraf
import pytest
from nutgraf.corpus.sample import ARTICLES

pytestmark = pytest.mark.model
CLAIM, DENIAL = "courant-pentagon-leak#p1", "post-beijing-neutral#p1"
SAMPLED = len(ARTICLES.read_text().splitlines())
QUESTION = "is China supplying lethal aid?"


@pytest.fixture(scope="module")
def truly_indexed(run_in, tmp_path_factory):
    """The folder of an index of the sample articles, made with the real model, and what the command said."""
    folder = tmp_path_factory.mktemp("truly_indexed")
    return folder, run_in("index", ARTICLES, cwd=folder, fake=False).stdout


def test_the_claim_and_the_denial_come_first(run, truly_indexed):
    folder, printed = truly_indexed
    assert printed.startswith(f"{SAMPLED} new, 0 changed, 0 unchanged, 0 removed")

    done = run("search", QUESTION, "--format", "json", "-k", 3, fake=False, cwd=folder)

    assert done.returncode == 0
    hits = json.loads(done.stdout)["hits"]
    assert [hit["id"] for hit in hits[:2]] == [CLAIM, DENIAL]
    assert hits[0]["article"]["published"] == "2023-04-14T17:45:00+02:00"
    assert hits[0]["article"]["categories"] == ["Politics"]
    again = run("index", ARTICLES, fake=False, cwd=folder)
    assert again.stdout.startswith(f"0 new, 0 changed, {SAMPLED} unchanged, 0 removed")


def test_a_wire_copy_in_the_sample_is_one_hit_and_its_boilerplate_none(truly_indexed):
    folder, _ = truly_indexed
    searcher = nutgraf.open(folder / ".nutgraf")  # in this process, as each command would load the model anew

    def ask(question, **options):
        return searcher.search(question, **options).to_dict()

    found = ask("who met Putin in Moscow on Sunday?", k=200)
    places = {it["id"]: {copy["id"] for copy in it.get("copies", ())} for it in found["hits"]}
    wire = {f"{outlet}-li-moscow#p{number}" for outlet in ("wire", "gazette") for number in range(5)}
    pairs = [{name, *copies} for name, copies in places.items() if name in wire]
    assert sorted(map(sorted, pairs)) == [[f"gazette-li-moscow#p{it}", f"wire-li-moscow#p{it}"] for it in range(5)]
    assert all(
        {copy.partition("-")[2] for copy in copies} <= {name.partition("-")[2]} for name, copies in places.items()
    )  # the others are those of the dam

    question = "who sends me a free morning letter with the tide table?"
    assert not any(hit["text"].startswith("Sign up for") for hit in ask(question, k=200)["hits"])
    apart = ask(question, k=1, collapse=False)
    assert apart["hits"][0]["text"].startswith("Sign up for our morning letter.")
    nobody = ask("who won the football world cup of 1998?")["verdict"]
    assert nobody["answer"] != "strong"
    assert nobody["probability"] < ask(QUESTION)["verdict"]["probability"]
