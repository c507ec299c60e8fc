"""Roles: a passage that turns them round, or says the opposite, contradicts; all others are left alone."""

import pytest
from nutgraf.search.ranking.relevance.roles import asked_verbs, contradiction

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
