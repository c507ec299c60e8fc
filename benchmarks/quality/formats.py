"""Reads public collections of pages and of newswire whole, and counts what was found.

python benchmarks/quality/formats.py fundus FOLDER    tests/resources/parser/test_data of a copy of flairNLP/fundus
python benchmarks/quality/formats.py files FOLDER     any folder, such as tests/io/fixtures of superdesk/superdesk-core
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nutgraf.corpus.article import Article
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle

HALF = 0.6
"""A story of four paragraphs and more is cut where fewer of them than this share are found."""
_UNSEEN = re.compile("[\\s\u00ad\u200b\u2060\ufeff]+")
_TAG = re.compile("<[^>]*>")


def folded(text: str) -> str:
    """Remove white space and invisible characters."""
    return _UNSEEN.sub("", text)


def paragraphs(told: dict[str, Any]) -> list[str]:
    """Return the paragraphs of a story as the collection tells them."""
    texts = (text for section in told["body"]["sections"] for text in section["paragraphs"])
    return [text for text in map(folded, texts) if text]


def pages(folder: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield each page with what the collection tells about its outlet's pages."""
    for path in sorted(folder.glob("*/*.json")):
        told = [*json.loads(path.read_text()).values()]
        pattern = re.compile(rf"{re.escape(path.stem)}_\d{{4}}_\d\d_\d\d\.html\.gz")
        yield from ((page, told) for page in sorted(path.parent.glob("*.html.gz")) if pattern.fullmatch(page.name))


def of_page(page: Path, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Choose what is told about this page: most of its paragraphs stand in the page's source."""
    raw = folded(_TAG.sub("", gzip.decompress(page.read_bytes()).decode(errors="replace")))
    shares = [sum(text[:40] in raw for text in paragraphs(it)) / max(1, len(paragraphs(it))) for it in told]
    return told[shares.index(max(shares))]


def fundus(folder: Path) -> None:
    """Print the shares of paragraphs, leads, days and authors that were found."""
    counts: Counter[str] = Counter()
    by_page = {it.path: it.article for it in read([folder], base=folder) if isinstance(it, SourcedArticle)}
    outlets: dict[str, list[bool]] = {}
    for page, choices in pages(folder):
        told, article = of_page(page, choices), by_page.get(str(page))
        found = score(page.name, told, article)
        counts += found
        if found["all authors"]:
            outlets.setdefault(page.name.partition("_")[0], []).append(bool(found["authors"]))
    for name in ("paragraphs", "leads", "days", "authors", "authors of pages with several"):
        print(f"{name}: {counts[name]} of {counts[f'all {name}']}")
    print(f"outlets with all authors on each page: {sum(map(all, outlets.values()))} of {len(outlets)}")
    print(f"stories cut in half: {counts['cut']} of {counts['pages']}")


def score(name: str, told: dict[str, Any], article: Article | None) -> Counter[str]:
    """Compare a page's article with what is told about it."""
    text = folded(article.text) if article else ""
    wanted = paragraphs(told)
    leads = [*filter(None, map(folded, told["body"].get("summary") or []))]
    found = sum(it in text for it in wanted)
    is_cut = len(wanted) > 3 and found < HALF * len(wanted)
    if is_cut:
        print(f"cut: {name}, {found} of {len(wanted)} paragraphs")
    day = str(article.day) if article else ""
    names = " ".join(article.authors).casefold() if article else ""
    authors = told.get("authors") or []
    counts = {
        "pages": 1,
        "cut": is_cut,
        "paragraphs": found,
        "all paragraphs": len(wanted),
        "leads": sum(it in text for it in leads),
        "all leads": len(leads),
        "days": str(told["publishing_date"])[:10] == day,
        "all days": 1,
        "authors": bool(authors) and all(it.casefold() in names for it in authors),
        "all authors": bool(authors),
        "authors of pages with several": len(authors) > 1 and all(it.casefold() in names for it in authors),
        "all authors of pages with several": len(authors) > 1,
    }
    return Counter({name: int(count) for name, count in counts.items()})


def files(folder: Path) -> None:
    """Print the files without an article, with the reason, and the count of those with one."""
    found: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    for item in read([folder], base=folder):
        if isinstance(item, SourcedArticle):
            found[item.origin.split("/")[0]] += 1
        else:
            reasons[item.origin] = item.reason
    for origin, reason in reasons.items():
        if not found[origin]:
            print(f"{origin}: {reason}")
    print(f"files with articles: {len(found)} of {sum(1 for it in folder.iterdir() if it.is_file())}")
    print(f"articles: {found.total()}")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", choices=["fundus", "files"])
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    {"fundus": fundus, "files": files}[asked.collection](asked.folder)


if __name__ == "__main__":
    main()
