"""Roles: a passage that turns them round, or says the opposite, contradicts; all others are left alone."""

import pytest
from nutgraf.search.ranking.relevance.frames import asked_verbs
from nutgraf.search.ranking.relevance.roles import contradiction

DOG = "A dog bit the postman of Arlen twice. The police were warned by neighbours."


def said_of(question, text):
    return contradiction(asked_verbs(question), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which postman bit the dog?", DOG),
        ("why did the postman of Arlen bite the dog?", DOG),
        ("was the dog bitten by the postman?", DOG),
        ("did the postman bite the owner's dog?", DOG),
        ("why did the ferry ram the tanker?", "The ferry was rammed by a tanker off the cape."),
        ("who defeated Norvale in the final?", "Norvale defeated Castrel in the final."),
        ("does Lesk export gas to Castrel?", "Castrel exports gas to Lesk."),
        ("when did Anton Greig beat Vera Sollis?", "Vera Sollis beat Anton Greig in the final."),
        ("why did the mayor sue the baker?", "Baker Henk Moll sued the mayor over the market."),
    ],
)
def test_roles_that_are_turned_round_contradict(question, text):
    assert "turned round" in said_of(question, text)


def test_a_passive_of_another_contradicts():
    text = "A goat chased the grocer of Lund. Its keeper was fined 90 crowns."
    assert said_of("who fined the grocer 90 crowns?", text) == 'there "fined" is said of another'
    assert said_of("who fined the keeper of the goat?", text) == ""
    assert said_of("who fined the grocer?", "The shop of the grocer was searched. He was fined.") == ""
    assert said_of("who fined the baker?", text) == ""


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        ("why did Ada Berg lose the race?", "Runner Ada Berg won the race in June.", 'it says "won", not "lose"'),
        ("when did Arlen buy the buses?", "Arlen leases the buses.", 'it says "leases", not "buy"'),
        ("why did Arlen close the zoo?", "Arlen reopens the zoo.", 'it says "reopens", not "close"'),
        ("why was the levy approved?", "The levy was rejected on Thursday.", 'it says "rejected", not "approved"'),
    ],
)
def test_an_opposite_verb_of_the_same_agent_contradicts(question, text, reason):
    assert said_of(question, text) == reason


def test_a_headline_counts_where_the_text_does_not_have_the_verb():
    asked, title = asked_verbs("why did Brightcell buy Tellura?"), "Tellura to buy Brightcell for 2bn"
    reason = contradiction(asked, "The deal gives it cells of its own.", title)
    assert reason == 'its headline turns the roles around "buy" round'
    assert contradiction(asked, "The deal gives it cells of its own.") == ""
    assert contradiction(asked, "The deal gives it cells of its own.", "Tellura to buy rivals") == ""
    assert contradiction(asked, "A year later Brightcell bought Tellura.", title) == ""
    assert (
        contradiction(asked_verbs("why did Tellura buy Brightcell?"), "The deal gives it cells of its own.", title)
        == ""
    )


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Ada Berg denied on Tuesday that she was about to resign.", True),
        ("Ada Berg denies she will resign.", True),
        ("Ada Berg denied resigning.", True),
        ("Ada Berg rejected calls to resign on Tuesday.", True),
        ("Ada Berg rejected calls and resigned.", False),
        ("Ada Berg denied her rivals from becoming the first to resign.", False),
        ("Ada Berg, who denied all guilt, resigned on Monday.", False),
        ("Ada Berg denied that she lied and resigned on Monday.", False),
        ("Ada Berg denied the report, but resigned.", False),
        ("Ada Berg denied fraud until she resigned.", False),
    ],
)
def test_what_somebody_denied_is_a_denial(text, denied):
    assert said_of("why did Ada Berg resign?", text) == ('it denies that they "resign"' if denied else "")


TREATY = "Kavel and Ostrava refused to sign the treaty. Lesk did not sign it, either."


def test_a_denial_contradicts_what_is_taken_for_a_fact():
    for question in (
        "why did Kavel sign the treaty?",
        "when was the treaty signed by Kavel?",
        "who signed the treaty?",
    ):
        assert said_of(question, TREATY).startswith("it denies that")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("did Kavel sign the treaty?", TREATY),
        ("who refused to sign the treaty?", TREATY),
        ("why did Lesk not sign the treaty?", TREATY),
        ("why didn't Lesk sign the treaty?", TREATY),
        ("who signed the treaty?", f"{TREATY} Nine states signed it."),
        ("when did the bridge open?", "The bridge did not open until May."),
        ("which dog bit the postman?", DOG),
        ("who bit the postman of Arlen?", DOG),
        ("was the postman bitten by a dog?", DOG),
        ("whom did the dog bite?", DOG),
        ("which bridge did the storm destroy in Arlen?", "The storm destroyed the bridge in Arlen."),
        ("which postman bit the dog?", "The dog bit the postman, then the postman bit the dog."),
        ("who bought the zoo's elephant?", "The zoo sold its elephant to a park."),
        ("what did Berg say about the mayor?", "The mayor is wrong, said Berg."),
        ("how far did exports rise?", "Exports rose by a tenth."),
        ("why did the bus hit the wall?", "The hit of the summer is a song about a wall and a bus."),
        ("postman dog bite", DOG),
        ("wer hat den Hund gebissen?", "Der Hund biss den Briefträger."),
        ("", ""),
    ],
)
def test_what_answers_or_is_not_sure_does_not_contradict(question, text):
    assert said_of(question, text) == ""
