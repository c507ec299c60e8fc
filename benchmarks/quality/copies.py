"""Rules for near copies: the product's rule and others, on synthetic copies and on real rewritings.

    python benchmarks/quality/copies.py ONESTOPENGLISH [--keep DIR]

The folder contains `articles.jsonl`, stories written for three reading levels, and `groups.tsv`, which says which of
them belong together. Its paragraphs are edited as outlets edit copies, and also so that they contradict the original.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from nutgraf.corpus.passages import sentences
from nutgraf.index.embedding.cosine_scale import PLAIN, CosineScale
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.dense import passage_vectors
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.types import Vectors
from nutgraf.search.evaluation.test_collection import index_articles
from nutgraf.search.ranking.phrasing import Comparison, Phrasing

PRODUCT = RankingProfile()
SAMPLE = 250
"""Paragraphs from which copies are made."""
SPELLINGS = """
    colour/color favour/favor labour/labor honour/honor centre/center metres/meters theatre/theater defence/defense
    programme/program programmes/programs organise/organize organisation/organization realise/realize grey/gray
    recognise/recognize travelling/traveling cancelled/canceled towards/toward per/percent analyse/analyze mum/mom
    behaviour/behavior neighbours/neighbors tyres/tires aluminium/aluminum
"""
AMERICAN = dict(pair.split("/") for pair in SPELLINGS.split())
OUTLETS = ("Reuters", "AFP", "the Guardian", "the BBC", "AP")


@dataclass(frozen=True)
class Pair:
    """Two paragraphs, the closeness of their vectors, the kind of pair, and whether they count as copies."""

    one: Phrasing
    other: Phrasing
    closeness: float
    kind: str
    copies: bool | None


def dateline(text: str, chance: random.Random) -> str:
    """Add a dateline, as wire services do."""
    return f"{chance.choice(['MOSCOW', 'NEW YORK', 'PARIS', 'NAIROBI'])} ({chance.choice(OUTLETS[:2])}) - {text}"


def attribution(text: str, chance: random.Random) -> str:
    """Name another outlet at the end of the first sentence."""
    return re.sub(r"([a-z]{3})([.?!][”\"]?)( |$)", rf"\1, {chance.choice(OUTLETS)} reported\2\3", text, count=1)


def quotes(text: str, _: random.Random) -> str:
    """Replace curly quotation marks by straight ones, and dashes by hyphens."""
    return text.translate(str.maketrans("“”‘’–—", "\"\"''--"))


def spelling(text: str, _: random.Random) -> str:
    """Replace British spelling by American."""
    return re.sub(r"\w+", lambda match: AMERICAN.get(match[0], match[0].replace("isation", "ization")), text)


def cut_sentence(text: str, chance: random.Random) -> str:
    """Delete one sentence."""
    spans = list(sentences(text))
    gone = chance.randrange(len(spans))
    return " ".join(text[start:end].strip() for number, (start, end) in enumerate(spans) if number != gone)


def insertion(text: str, chance: random.Random) -> str:
    """Insert a clause between two words."""
    parts = text.split(" ")
    clause = chance.choice(["who has denied wrongdoing", "which is based in the capital,", "according to local media,"])
    parts.insert(chance.randrange(1, len(parts)), clause)
    return " ".join(parts)


def few_words(text: str, chance: random.Random) -> str:
    """Replace one word in twenty, as an editor would."""
    parts = text.split(" ")
    for place in chance.sample(range(len(parts)), max(1, len(parts) // 20)):
        parts[place] = chance.choice(["officials", "recently", "major", "reportedly", "early", "the"])
    return " ".join(parts)


def all_at_once(text: str, chance: random.Random) -> str:
    """Change dateline, spelling and quotation marks, insert a clause, and replace a few words."""
    for edit in (few_words, insertion, spelling, quotes, dateline):
        text = edit(text, chance)
    return text


def other_figure(text: str, chance: random.Random) -> str:
    """Change one number, as in an update."""
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    start, end = chance.choice(found).span()
    return f"{text[:start]}{int(text[start:end]) + chance.randint(1, 9)}{text[end:]}"


def denial(text: str, _: random.Random) -> str:
    """Negate the first statement."""
    return re.sub(r"\b(is|was|are|were|will|has|have|had|can|could|would)\b(?! not)", r"\1 not", text, count=1)


COPIED = (dateline, attribution, quotes, spelling, cut_sentence, insertion, few_words, all_at_once)
CONTRADICTED = (other_figure, denial)


def made(texts: Mapping[str, Vectors], embedder: ModelEmbedder, scale: CosineScale) -> Iterator[Pair]:
    """Yield each kind of edit of each of `texts`, unless the edit changes nothing."""
    chance = random.Random(3)  # noqa: S311  # a seeded experiment that can be repeated
    for edit in (*COPIED, *CONTRADICTED):
        changed = {text: new for text in texts if (new := edit(text, chance)) != text}
        vectors = embedder.passages(list(changed.values()))
        for (text, new), vector in zip(changed.items(), vectors, strict=True):
            closeness = float(scale.between_means(vector[None], texts[text][None])[0, 0])
            yield Pair(Phrasing(text), Phrasing(new), closeness, edit.__name__.replace("_", " "), edit in COPIED)


def real(store: LocalStore, groups: Mapping[str, str]) -> Iterator[Pair]:
    """Yield pairs of near paragraphs: of one story at two levels, by how much was reworded; and of two stories."""
    rows = np.arange(store.snapshot.first_rows[-1])
    passages = [store.passage(row) for row in rows.tolist()]
    owners = [it.article_id for it in passages]
    phrasings = [Phrasing(it.text) for it in passages]
    vectors = passage_vectors(store.window_vectors, rows)
    long = [len(it.words) >= PRODUCT.copies_shortest for it in phrasings]
    scale = (store.generation.scales or PLAIN).passages
    near = [
        (row, other, float(closeness[other - row - 1]), kept_words(phrasings[row], phrasings[other]))
        for row in rows.tolist()
        for closeness in [scale.between_means(vectors[row + 1 :], vectors[row : row + 1])[:, 0]]
        for other in (row + 1 + np.flatnonzero(closeness >= LEAST_NEAR)).tolist()
        if owners[row] != owners[other] and long[row] and long[other]
    ]
    stories = [{groups[owners[row]], groups[owners[other]]} for row, other, _, _ in near]
    # Some texts are filed under the wrong story: groups that share a paragraph count as one story.
    one_story = [it for it, (_, _, _, kept) in zip(stories, near, strict=True) if kept >= LEVELS[0][0]]
    for (row, other, closeness, kept), story in zip(near, stories, strict=True):
        kind, copied = next((kind, copied) for least, kind, copied in LEVELS if kept >= least)
        if len(story) > 1 and story not in one_story:
            kind, copied = "another story", False
        yield Pair(phrasings[row], phrasings[other], closeness, kind, copied)


LEAST_NEAR = 0.6
"""Least closeness of a pair of real paragraphs."""
LEVELS: tuple[tuple[float, str, bool | None], ...] = (
    (0.95, "levels: to 5% changed", True),
    (0.8, "levels: to 20%", None),
    (0.0, "levels: more", False),
)
"""Least share of kept words, kind of pair, and whether it is a copy; None where a person could not decide."""


def kept_words(one: Phrasing, other: Phrasing) -> float:
    """The share of the shorter paragraph's words that the other has in the same order."""
    blocks = SequenceMatcher(None, one.words, other.words, autojunk=False).get_matching_blocks()
    shorter, longer = sorted((len(one.words), len(other.words)))
    return sum(it.size for it in blocks) / (shorter if 2 * shorter >= longer else longer)


Rule = Callable[[Pair], bool]


def product(**constants: float) -> Rule:
    """Make the product's rule, with other constants of the profile."""
    profile = replace(PRODUCT, **constants)  # type: ignore[arg-type]

    def rule(pair: Pair) -> bool:
        comparison = Comparison((pair.one, pair.other).__getitem__, 2, profile)
        return pair.closeness >= profile.copies_closeness and len(comparison.copies(0, np.array([1]))) > 0

    return rule


class Credulous(Phrasing):
    """A paragraph that contradicts no other."""

    numbers = claims = frozenset()  # type: ignore[assignment]


def credulous(pair: Pair) -> bool:
    """Apply the product's rule without its check for contradictions."""
    return product()(replace(pair, one=Credulous(pair.one.text), other=Credulous(pair.other.text)))


consistent = product(copies_shared=0, copies_length_ratio=0)


def shared(size: int, least: float, *, jaccard: bool = False) -> Rule:
    """Make the product's rule with n-grams of `size` words: `least` is the share of the shorter's, or of the union."""

    def rule(pair: Pair) -> bool:
        one, other = (set(zip(*(it.words[at:] for at in range(size)), strict=False)) for it in (pair.one, pair.other))
        fewer, more = sorted((len(one), len(other)))
        enough = len(one & other) >= least * (len(one | other) if jaccard else fewer)
        alike = jaccard or fewer >= PRODUCT.copies_length_ratio * more
        return alike and enough and consistent(pair)

    return rule


RULES: dict[str, Rule] = {
    "the product": product(),
    **{f"{least} of the pairs": product(copies_shared=least) for least in (0.75, 0.8, 0.9, 0.95)},
    **{f"read from closeness {least}": product(copies_closeness=least) for least in (0.6, 0.65, 0.75, 0.8)},
    **{f"at least {least} as long": product(copies_length_ratio=least) for least in (0.3, 0.4, 0.6)},
    "contradictions are copies": credulous,
    **{f"{least} of the words": shared(1, least) for least in (0.9, 0.95)},
    **{f"{least} of the triples": shared(3, least) for least in (0.7, 0.75, 0.8)},
    **{f"Jaccard of triples, {least}": shared(3, least, jaccard=True) for least in (0.4, 0.5, 0.6)},
    **{f"closeness {least} alone": lambda it, least=least: it.closeness >= least for least in (0.9, 0.95)},  # type: ignore[misc]
}


def table(pairs: list[Pair]) -> Iterator[str]:
    """Yield the lines of two Markdown tables: pairs that each rule calls copies, and percentiles of the closeness."""
    kinds = list(dict.fromkeys(pair.kind for pair in pairs))
    yield f"| called copies, % | precision | recall | {' | '.join(kinds)} |"
    yield f"|---|---|---|{'---|' * len(kinds)}"
    yield f"| pairs | | | {' | '.join(f'{sum(it.kind == kind for it in pairs):,}' for kind in kinds)} |"
    for name, rule in RULES.items():
        called = [(pair, rule(pair)) for pair in pairs]
        right = sum(said for pair, said in called if pair.copies)
        wrong = sum(said for pair, said in called if pair.copies is False)
        share = [np.mean([said for pair, said in called if pair.kind == kind]) for kind in kinds]
        figures = " | ".join(f"{100 * it:.1f}" for it in share)
        found = right / sum(it.copies is True for it in pairs)
        yield f"| {name} | {right / (right + wrong):.3f} | {found:.3f} | {figures} |"
    yield f"\n| closeness | {' | '.join(kinds)} |"
    yield f"|---|{'---|' * len(kinds)}"
    for percent in (0, 1, 5, 50):
        lies = [np.percentile([it.closeness for it in pairs if it.kind == kind], percent) for kind in kinds]
        yield f"| {percent}% are below | {' | '.join(f'{it:.3f}' for it in lies)} |"


def sample(store: LocalStore) -> dict[str, Vectors]:
    """Sample paragraphs of several sentences, with their vectors."""
    rows = random.Random(2).sample(range(store.snapshot.first_rows[-1]), 4 * SAMPLE)  # noqa: S311
    texts = {row: store.passage(row).text for row in rows}
    usable = [row for row, text in texts.items() if len(sentences(text)) >= 3][:SAMPLE]
    vectors = passage_vectors(store.window_vectors, np.array(usable))
    return dict(zip(map(texts.__getitem__, usable), vectors, strict=True))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the index here, to go faster next time")
    given = parser.parse_args()
    embedder = ModelEmbedder()
    lines = (given.folder / "groups.tsv").read_text().splitlines()
    groups = {article: group for article, group, _ in (line.split("\t") for line in lines)}
    with TemporaryDirectory() as scratch:
        index_articles(given.folder, given.keep or Path(scratch), embedder)
        store = LocalStore(IndexFolder(given.keep or Path(scratch)).open(), PRODUCT)
        for line in table(
            [*made(sample(store), embedder, (store.generation.scales or PLAIN).passages), *real(store, groups)]
        ):
            print(line, flush=True)


if __name__ == "__main__":
    main()
