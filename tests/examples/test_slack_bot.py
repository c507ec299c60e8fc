"""The Slack bot, with a fake of Bolt."""

import pytest


class App:
    def __init__(self, token):
        assert token == "xoxb-1"

    def event(self, name):
        assert name == "app_mention"
        return lambda function: function


@pytest.fixture
def mention(example, fake, index, monkeypatch):  # noqa: ARG001
    """Mentions the bot, and returns what it said."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    fake("slack_bolt", App=App)
    fake("slack_bolt.adapter.socket_mode", SocketModeHandler=None)
    bot = example("slack_bot")

    def mention(text):
        said = []
        bot.answer({"text": f"<@U024BE7LH> {text}", "ts": "1.2"}, lambda **message: said.append(message))
        [message] = said
        assert message["thread_ts"] == "1.2"
        return message["text"]

    mention.plain = bot.plain
    return mention


def test_it_quotes_the_passages_with_their_sources(mention):
    assert mention("what pay rise of per cent does the union of ferry crews want?").startswith(
        "> The union of ferry crews wants a pay rise of nine per cent.\n"
        "Ferry crews walk out · Harbour Gazette · 18 April 2023 · https://example.com/ferry"
    )


def test_what_the_archive_does_not_tell_and_what_is_no_question_are_told(mention):
    assert mention("who won the chess match in Reykjavik?") == "The archive does not tell."
    assert mention("  ") == "Ask me something: the question is empty."


def test_an_article_mentions_nobody(mention):
    assert mention.plain("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
