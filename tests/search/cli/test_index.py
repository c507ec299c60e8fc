import pytest
from nutgraf.index.writing.report import Report
from nutgraf.search.cli.index import emit_lines
from nutgraf.search.cli.indexing import _summary


@pytest.mark.parametrize(
    ("report", "summary"),
    [
        (Report(new=1234, generation=7), "1,234 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; generation 7"),
        (
            Report(new=1, changed=2, unchanged=3, removed=4, skipped=5, warned=6, embedded=7, generation=8),
            "1 new, 2 changed, 3 unchanged, 4 removed, 5 skipped; generation 8",
        ),
    ],
)
def test_a_run_is_told_in_one_line(report, summary):
    assert _summary(report) == summary


def test_what_names_files_is_safe_and_a_line_each(capsys):
    emit_lines(["news/\x1b[31m.jsonl: lost", "a\nb"])
    assert capsys.readouterr().out == "news/\\x1b[31m.jsonl: lost\na b\n"
