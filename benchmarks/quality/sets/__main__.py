"""Build the judged sets of docs/quality.md from their public sources.

    python benchmarks/quality/sets OUT [NAME...] [--from DIR]

Each set is a folder in OUT that `nutgraf eval` reads. Sources are downloaded at a recorded commit, or read from clones
in DIR. The SHA-256 of every source and of every file made must be the recorded one. A set is whole or is not there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import climate_fever
import ester
import fool_me_twice
import liar_plus
import multihoprag_facts
import onestopenglish
import onestopqa
import qamr
import realtimeqa
import realtimeqa_pages
import selqa
import squad
import timeqa
import wikinews_2019_2020
import wikiqa
from sources import SourceError, cloned, downloaded, sha256, verified, wanted

CONVERTERS = {
    "climate-fever": climate_fever,
    "ester": ester,
    "fool-me-twice": fool_me_twice,
    "liar-plus": liar_plus,
    "multihoprag-facts": multihoprag_facts,
    "onestopenglish": onestopenglish,
    "onestopqa": onestopqa,
    "realtimeqa": realtimeqa,
    "selqa": selqa,
    "timeqa": timeqa,
    "wikinews-2019-2020": wikinews_2019_2020,
    "wikiqa": wikiqa,
    **qamr.SETS,
    **realtimeqa_pages.SETS,
    **squad.SETS,
}
"""By name of the set: what has `SOURCES` and `convert`, a module or one line of a table."""


def build(names: Sequence[str], out: Path, clones: Path | None) -> None:
    """Make the sets `names` in `out` and print the SHA-256 of each file.

    Raises:
        SourceError: A source cannot be had, a set is there already, or a file is not the recorded one.
    """
    for name in names:
        if (out / name).exists():
            raise SourceError(f"{out / name} is there already; remove it, or name another folder")
    paths = wanted([prefix for name in names for prefix in CONVERTERS[name].SOURCES])
    contents = dict(cloned(paths, clones) if clones else downloaded(paths))
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        mine = {path: contents[path] for path in wanted(CONVERTERS[name].SOURCES)}
        files = {file: text.encode() for file, text in CONVERTERS[name].convert(mine).items()}
        for file, content in files.items():
            verified("sets.sha256", f"{name}/{file}", content, ": the converter makes another set")
        _write(out / name, files)
        for file, content in files.items():
            print(f"{sha256(content)}  {out / name / file}")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write beside `folder`, then rename, so that it is never there in part."""
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        unnamed = Path(temporary) / folder.name
        unnamed.mkdir()
        for file, content in files.items():
            (unnamed / file).write_bytes(content)
        unnamed.rename(folder)


def main() -> int:
    """Run the command; 2 where it cannot do what was asked, with the reason in one line."""
    parser = argparse.ArgumentParser(
        prog="sets", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the sets; made if missing")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(CONVERTERS)}; all of them by default")
    parser.add_argument("--from", dest="clones", type=Path, metavar="DIR", help="folder with clones of the sources")
    options = parser.parse_intermixed_args()
    unknown = [name for name in options.names if name not in CONVERTERS]
    if unknown:
        parser.error(f"no set is called {unknown[0]}; there are {', '.join(CONVERTERS)}")
    try:
        build(list(dict.fromkeys(options.names)) or list(CONVERTERS), options.out, options.clones)
    except (SourceError, OSError) as error:
        print(f"sets: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
