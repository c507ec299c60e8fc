"""Copy the first articles of a corpus, and write their passages for the other contestants; ``bench.py`` runs it.

    python benchmarks/speed/cutting.py ARTICLES OUT_ARTICLES OUT_PASSAGES N     prints the number of passages

It is a process of its own, so that its memory does not count as that of the processes measured.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import orjson
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.evaluation.test_collection import find_file


def main() -> None:
    """Copy articles until there are enough passages."""
    source, articles, passages, wanted = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    source = find_file(source, "articles.jsonl") if source.is_dir() else source
    count = 0
    with articles.open("wb") as whole, passages.open("w") as pieces:
        for item in read([source], base=source.parent):
            if not isinstance(item, SourcedArticle):
                raise SystemExit(str(item))
            it = item.article
            record = {"id": it.id, "title": it.title, "text": it.text, "source": it.source, "categories": it.categories}
            record["published"] = it.published and it.published.isoformat()
            whole.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            for passage in cut(it):
                pieces.write(json.dumps((passage.id, it.title, passage.text)) + "\n")
                count += 1
            if count >= wanted:
                break
    print(count)


if __name__ == "__main__":
    main()
