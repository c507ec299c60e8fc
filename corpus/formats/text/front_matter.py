"""Front matter: the fields at the head of a Markdown file, in YAML, TOML or JSON, or as lines ``Title: ...``."""

from __future__ import annotations

import json
import re
import tomllib

from ...fields.names import folded
from ...record import StoppedError
from .head_lines import are_enough, article_head, kirby_fields, lines_at_head

_MAX_FRONT_MATTER = 100_000
"""Characters of front matter. YAML is slow to parse, and longer front matter does not describe one article."""
_MAX_HEAD = 10_000
"""Characters of front matter in a text, which is read outside the process of the parsers."""
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"---[ \t]*([a-z]{2,12})[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
"""Front matter that names its language, as Eleventy and gray-matter read it."""
_UNOPENED = re.compile(r"(?:[A-Za-z_][\w -]{0,40}:[^\r\n]*\r?\n|[ \t-][^\r\n]*\r?\n){1,100}?---[ \t]*\r?\n")
_PANDOC = re.compile(r"%([^\r\n]+)\r?\n%([^\r\n]*)\r?\n(?:%([^\r\n]*)\r?\n)?(?=\r?\n)")
_LINE = re.compile(r"([A-Za-z][\w -]{0,30}):[ \t]+([^\r\n]*)")
_PAIR = re.compile(r"^([A-Za-z][\w -]{0,40}?)[ \t]*[:=][ \t]*([^\r\n]*)", re.MULTILINE)
_SECTIONS = ("params", "taxonomies", "extra")
"""Tables of Hugo and Zola that hold fields of the article."""


def split_front_matter(text: str) -> tuple[dict[str, object], str, str]:
    """Split off the front matter, and return it with the rest, and what is wrong with it.

    Front matter that is not plain YAML or TOML is read line by line, so that it does not cost the article.

    Raises:
        StoppedError: The front matter is too long.
    """
    fields, body, fault = _split(text)
    for name in _SECTIONS:
        inner = fields.get(name)
        if isinstance(inner, dict):
            fields = {**{key: value for key, value in fields.items() if key != name}, **inner, **fields}
            fields.pop(name)
    return fields, body, fault


def head_fields(text: str) -> tuple[dict[str, object], str]:
    """Split off the head of a text: front matter or lines that name two fields of an article, or its title and day."""
    if text.startswith(("---\n", "---\r\n")) and 0 < text.find("\n---", 3) < _MAX_HEAD:
        try:
            fields, body, _ = split_front_matter(text)
        except StoppedError:
            return {}, text
        return (fields, body) if are_enough(fields) and body.strip() else ({}, text)
    found, body = kirby_fields(text)
    if not are_enough(found):
        found, body = article_head(text)
    return ({**found}, body) if found and body.strip() else ({}, text)


def _split(text: str) -> tuple[dict[str, object], str, str]:
    fault = ""
    if match := _PANDOC.match(text):
        names = ("title", "authors", "date")
        fields = {name: line.strip() for name, line in zip(names, match.groups(), strict=True) if line and line.strip()}
        return fields, text[match.end() :], ""
    if match := _NAMED.match(text):
        return _named(match[1], match[2], text[match.end() :])
    if text.startswith("---"):
        try:
            fields, body = _yaml(text)
        except _BrokenError as error:
            return *_by_lines(text, "---"), str(error)
    elif match := _TOML.match(text):
        body = text[match.end() :]
        try:
            fields = _toml(match[1])
        except _BrokenError as error:
            fields, fault = _by_lines(text, "+++")[0], str(error)
    elif text.startswith("{"):
        fields, body = _json(text)
    elif (match := _UNOPENED.match(text)) and _has_title(match[0]):  # Hexo does without the first line
        try:
            fields, body = _yaml(f"---\n{text}")
        except _BrokenError as error:
            return *_by_lines(f"---\n{text}", "---"), str(error)
    else:
        found, body = lines_at_head(text)
        return ({**found}, body, "") if any(folded(key) == "title" for key in found) else ({}, text, "")
    return fields, body, fault


def _named(language: str, head: str, body: str) -> tuple[dict[str, object], str, str]:
    """Read front matter in the language that it names."""
    marks = {"json": "", "toml": "+++\n", "yaml": "---\n", "yml": "---\n"}
    if language not in marks:
        return *_by_lines(f"---\n{head}\n---\n{body}", "---"), f"front matter in {language}"
    mark = marks[language]
    fields, _, fault = _split(f"{mark}{head}{mark}")
    return fields, body, fault


class _BrokenError(Exception):
    """The front matter is not of the format that it seems to be."""


def _by_lines(text: str, mark: str) -> tuple[dict[str, object], str]:
    """Read what stands on a line of its own, between two lines of marks, and return it with the rest of the text."""
    head, _, body = text.partition("\n")[2].partition(f"\n{mark}")
    _refuse_long(head)
    fields = {key: value.strip().strip("\"'") for key, value in _PAIR.findall(head)}
    return {key: value for key, value in fields.items() if value and value[0] not in "&*!|>[{"}, body.partition("\n")[2]


def _has_title(head: str) -> bool:
    return any(folded(key) == "title" for key, _ in _LINE.findall(head))


def _toml(head: str) -> dict[str, object]:
    _refuse_long(head)
    try:
        return tomllib.loads(head.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise _BrokenError(f"broken front matter: {reason}") from None


def _json(text: str) -> tuple[dict[str, object], str]:
    """Split off an object; a text that only happens to begin with a brace has none."""
    try:
        fields, end = json.JSONDecoder().raw_decode(text[:_MAX_FRONT_MATTER])
    except (ValueError, RecursionError):
        return {}, text
    return (fields, text[end:]) if isinstance(fields, dict) and fields else ({}, text)


def _yaml(text: str) -> tuple[dict[str, object], str]:
    import frontmatter
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    class Strings(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no type hints
        """Load every value as a string or null, so that a title of digits or a broken date stays as written."""

        yaml_implicit_resolvers = {  # noqa: RUF012
            char: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
            for char, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(yaml.events.AliasEvent):  # a few nested aliases expand to gigabytes
                raise _BrokenError("the front matter uses YAML aliases, which are not allowed")
            return super().compose_node(parent, index)

    class Handler(YAMLHandler):
        def load(self, fm: str, **_: object) -> dict[str, object]:
            _refuse_long(fm)
            fields = yaml.load(fm, Loader=Strings)  # noqa: S506  # a subclass of SafeLoader
            return fields if isinstance(fields, dict) else {}

    try:
        return frontmatter.parse(text, handler=Handler())
    except (yaml.YAMLError, RecursionError) as error:
        reason = getattr(error, "problem", None) or "nested too deeply"
        raise _BrokenError(f"broken front matter: {reason}") from None


def _refuse_long(head: str) -> None:
    if len(head) > _MAX_FRONT_MATTER:
        raise StoppedError(f"the front matter is longer than {_MAX_FRONT_MATTER:,} characters", 1)
