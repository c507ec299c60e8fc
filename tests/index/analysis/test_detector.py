import subprocess
import sys

import pytest
from nutgraf.index.analysis.detector import detect

ENGLISH = "The mayor said the ferry would sail again on Monday, after the storm that closed the harbour."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH, "en"),
        ("Der Bürgermeister sagte, die Fähre werde nach dem Sturm am Montag wieder auslaufen.", "de"),
        ("Le maire a déclaré que le ferry reprendrait la mer lundi, après la tempête.", "fr"),
        ("Мэр заявил, что паром снова выйдет в море в понедельник после шторма.", "ru"),
        ("市长表示，渡轮将在风暴过后的星期一恢复航行。", "zh"),
        ("市長は、嵐の後、月曜日にフェリーが再び運航すると述べた。", "ja"),
        ("กรุงเทพมหานครประกาศปิดท่าเรือเนื่องจากพายุ", "th"),
        ("Storm closes harbour", "en"),
        ("x", "en"),  # too little to tell
        ("2024: 12,5 %", "en"),
    ],
)
def test_the_language_of_a_text_is_detected(text, expected):
    assert detect("", text) == expected


def test_what_the_article_declares_wins():
    assert detect("", ENGLISH, "pt-BR") == "pt"
    assert detect("", ENGLISH, "nb") == "no"
    assert detect("", ENGLISH, "tlh") == "tlh"  # a language without an analyzer is folded and split


def test_english_needs_no_model():
    code = (
        "import sys; from nutgraf.index.analysis.detector import detect; "
        f"assert detect('', {ENGLISH!r}) == 'en'; assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
