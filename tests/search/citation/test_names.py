import pytest
from nutgraf.search.citation.names import csl_names


def names(*bylines, outlet="Harbour Gazette"):
    return csl_names(bylines, outlet)


@pytest.mark.parametrize(
    ("byline", "given", "family"),
    [
        ("Jane Q. Smith", "Jane Q.", "Smith"),
        ("By Jane Smith", "Jane", "Smith"),
        ("Agnieszka Wrótna", "Agnieszka", "Wrótna"),
        ("Ursula von der Leyen", "Ursula", "von der Leyen"),
        ("Иван Петров", "Иван", "Петров"),
        ("Smith, Jane", "Jane", "Smith"),
        ("J. R. R. Tolkien", "J. R. R.", "Tolkien"),
    ],
)
def test_a_person_has_parts(byline, given, family):
    assert names(byline) == [{"family": family, "given": given}]


def test_a_suffix_is_a_part_of_its_own():
    assert names("Martin Luther King Jr.") == [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]


@pytest.mark.parametrize(
    "name",
    [
        "Reuters", "dpa staff", "BBC News", "The Associated Press", "Smith & Sons", "Harbour Gazette staff", "AFP",
        "our correspondent in Skarrow", "王小明", "محمد علي", "J. Doe, Reuters", "Team 5", "editor@post.example", "X",
    ],
)  # fmt: skip
def test_what_is_no_person_stands_as_it_is(name):
    assert names(name) == [{"literal": name}]


def test_persons_in_one_byline_are_parted():
    assert names("By Ann Lee and Jo Poe", "Reuters") == [
        {"family": "Lee", "given": "Ann"},
        {"family": "Poe", "given": "Jo"},
        {"literal": "Reuters"},
    ]
