"""Tests that the documents are complete, and that what they link to or name exists."""

from __future__ import annotations

import ast
import re
import runpy
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import unquote

import house
import nutgraf
import pytest

ROOT = Path(nutgraf.__file__).parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
RECORDS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
HELP = runpy.run_path(str(DOCS / "help.py"))
TRANSCRIPTS = runpy.run_path(str(DOCS / "transcripts.py"))

CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)")
SECTION = re.compile(r"^(?=#)", re.MULTILINE)
FROM_ROOT = re.compile(r"(?:corpus|index|search)/[\w/]+(?:\.\w+|/)")
CODE_FILE = re.compile(r"`((?:benchmarks|corpus|docs|examples|index|search|tests)/[\w/.-]+\.\w+)`")
FILE_NAME = re.compile(r"`(\w+\.py)`")
FUNCTION = re.compile(r"\b([A-Z]\w*(?:\.\w+)?|[a-z_]\w*)\(\)")
CLASS = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]*)+)`")
FLOOR = re.compile(r"^      (\d)  (\w+(?: \w+)*)/?  ", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(page: str) -> set[str]:
    """The anchors of headings, as GitHub makes them."""
    found = set[str]()
    for heading in HEADING.findall(FENCED.sub("", page)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
        numbered = (f"{slug}-{number}" for number in count(1))
        found.add(slug if slug not in found else next(it for it in numbered if it not in found))
    return found


def broken_links(path: Path) -> list[str]:
    """The relative links of a page that lead to no file, or to no heading of it."""
    broken = []
    for link in LINK.findall(CODE.sub("", read(path))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = path.parent / file if file else path
        if not target.exists() or (anchor and (target.suffix != ".md" or anchor not in anchors(read(target)))):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_to_a_file_and_a_heading(page):
    assert broken_links(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A page, of two words\n[a](page.md#a-page-of-two-words) [b](#gone) [c](gone.md) [d](https://gone.example) "
        "`[e](gone)`\n```\n# Gone\n[f](gone)\n```\n[g](page.md#gone)\n",
        encoding="utf-8",
    )
    assert broken_links(page) == ["#gone", "gone.md", "page.md#gone"]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_of_the_repository_that_a_page_names_exists(page):
    assert [file for file in CODE_FILE.findall(read(page)) if not (ROOT / file).exists()] == []


def test_every_command_has_a_section_with_its_help():
    page = read(DOCS / "cli.md")
    for command in HELP["commands"]():
        assert f"\n## nutgraf {command}\n" in page
        assert f"\n$ nutgraf {command} --help\n" in page


def test_the_help_shown_is_what_the_commands_print():
    page = read(DOCS / "cli.md")
    assert HELP["with_help"](page) == page, "run: python docs/help.py"


def test_a_man_page_tells_what_the_help_tells():
    pages = HELP["man_pages"]()
    for name, troff in (next(pages), next(pages)):  # the others are made likewise
        assert name in ("nutgraf.1", f"nutgraf-{HELP['commands']()[0]}.1")
        assert "System Message" not in troff
        assert re.findall(r"^\.SH (.+)$", troff, re.MULTILINE)[-5:] == [
            "OPTIONS",
            "EXIT CODES",
            "ENVIRONMENT",
            "CONFIGURATION",
            "SEE ALSO",
        ]
        assert troff.count(".TP") > 15


def test_every_public_name_is_described_and_nothing_else():
    described = re.findall(r"^\.\. auto\w+:: nutgraf\.(\w+)$", read(DOCS / "api.md"), re.MULTILINE)
    assert sorted(described) == sorted(nutgraf.__all__)


def test_every_decision_is_in_the_index_with_its_date_and_title():
    index = read(DOCS / "decisions" / "README.md")
    rows = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (\S+) \| (.+) \|$", index, re.MULTILINE)
    told = []
    for record in RECORDS:
        number, title = re.match(r"# (\d+)\. (.+)\n", read(record)).groups()
        day = re.search(r"^Date: (\S+)\. Status: \S", read(record), re.MULTILINE)[1]
        assert date.fromisoformat(day)
        told.append((f"{int(number):04}", record.name, day, title))
    assert rows == told
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=name)
def test_every_decision_has_the_parts_of_the_template(record):
    parts = re.findall(r"^## (.+)$", read(record), re.MULTILINE)
    assert parts == re.findall(r"^## (.+)$", read(DOCS / "decisions" / "template.md"), re.MULTILINE)


def defined_in(module: Path) -> set[str]:
    """The functions and classes of a module, and the methods of its classes as `Class.method`."""
    names = set[str]()
    for node in ast.parse(read(module)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {
                f"{node.name}.{member.name}"
                for member in node.body
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return names


def unknown_names(page: str) -> list[str]:
    """The files and functions that a page names and the repository does not have.

    A path starts at the root. A file name alone lies in a folder that the heading above it links to. A function on a
    line with paths is defined in one of these files, any other somewhere.
    """
    everywhere = set().union(*map(defined_in, house.modules(ROOT).values()))
    unknown = []
    for section in SECTION.split(page):
        folders = [ROOT / link for link in LINK.findall(section.partition("\n")[0])]
        for line in section.splitlines():
            paths = FROM_ROOT.findall(line)
            unknown += [path for path in paths if not (ROOT / path).exists()]
            for file in FILE_NAME.findall(line):
                unknown += [] if any((folder / file).exists() for folder in folders) else [file]
            modules = [ROOT / path for path in paths if path.endswith(".py")]
            known = set().union(*(defined_in(path) for path in modules if path.exists())) if modules else everywhere
            unknown += [f"{function}()" for function in FUNCTION.findall(line) if function not in known]
    return unknown


def test_every_file_and_function_that_the_architecture_names_exists():
    assert unknown_names(read(ROOT / "ARCHITECTURE.md")) == []


def test_a_file_or_function_that_does_not_exist_is_found():
    page = """
      index/analysis/words.py      words()     there
      index/analysis/wurds.py      words()     misspelt
      index/analysis/words.py      parse_query()   elsewhere
    # [index/analysis/](index/analysis)
    `words.py` `writer.py` `search/gone/` `index/writing/writer.py` (`Writer.gone()`), then `fuse()` and `gone()`
    """
    page = re.sub(r"^    ", "", page, flags=re.MULTILINE)
    assert unknown_names(page) == [
        "index/analysis/wurds.py",
        "words()",
        "parse_query()",
        "search/gone/",
        "writer.py",
        "Writer.gone()",
        "fuse()",
        "gone()",
    ]


def test_the_architecture_draws_every_folder_on_its_floor():
    tree = read(ROOT / "ARCHITECTURE.md").partition("\n| ")[0]
    drawn = {name: int(floor) for floor, names in FLOOR.findall(tree) for name in names.split()}
    assert drawn == {
        name: floor for top in house.TOPS for floor, names in enumerate(house.ORDER[top], 1) for name in names
    }


def test_every_class_that_the_architecture_names_as_ours_exists():
    ours = set().union(*map(defined_in, house.modules(ROOT).values()))
    page = re.sub(r"\|[^|\n]*\|$", "", read(ROOT / "ARCHITECTURE.md"), flags=re.MULTILINE)  # Lucene's, last in a table
    assert [name for name in CLASS.findall(page) if name not in ours] == []


@pytest.mark.model
def test_the_desk_shows_what_its_commands_print():
    page = (DOCS / "desk.md").read_text(encoding="utf-8")
    assert page.count("\n$ nutgraf ") >= 10
    assert TRANSCRIPTS["with_outputs"](page) == page, "run: python docs/transcripts.py"
