"""Texts to compare a compiled model with sentence-transformers: of every kind found in archives and questions."""

from __future__ import annotations

CALIBRATION_TEXTS = (
    "a",
    "?",
    "strike",
    "Reykjavik",
    "1848",
    "  space around  ",
    "THE MAYOR RESIGNED",
    "the mayor resigned",
    "Who won the election in the harbour district?",
    "how many people were hurt when the bridge gave way",
    "What did the minister say about fishing quotas, and when did she say it?",
    "Is the new vaccine safe for children under five?",
    "flood damage estimate 2021",
    "The council voted 17 to 4 on Tuesday to close the swimming pool until the roof is mended.",
    "“We were told nothing,” she said. “Not on Monday, not on Tuesday – not once.”",
    '"It\'s not over," he told reporters; "it isn\'t even half-time."',
    "Shares of the ferry company fell 3.7% to $41.20, their lowest since 14 March 2009.",
    "Temperatures rose to 41.3°C in the valley, 9 degrees more than the mean of 1991–2020.",
    "GDP grew by 0.4 per cent in Q3, after -0.1 per cent in Q2 (revised from 0.0).",
    "e-mail: desk@example.org, tel. +44 20 7946 0018, https://example.org/2023/04/18/story?id=7#top",
    "The court's 212-page ruling in case no. 4/19-B cites articles 3, 5(1)(f) and 13.",
    "Dr. A. B. Ngcobo-O'Neill, of St. John's, N.L., will chair the U.N. panel.",
    "FC Norden 2 - 1 Athletic Südstadt (Müller 12', 77'; Brandt 90'+4)",
    "Café owners in Orléans and São Tomé fear rising prices, naïve as it may seem.",
    "Der Stadtrat beschloss am Dienstag, die Straßenbahn bis zum Hafen zu verlängern.",
    "Le maire a démissionné mardi après trois semaines de grève dans les écoles.",
    "El volcán entró en erupción de madrugada y obligó a evacuar a dos mil vecinos.",
    "Мэр подал в отставку во вторник после забастовки учителей.",
    "Ο δήμαρχος παραιτήθηκε την Τρίτη.",
    "استقال رئيس البلدية يوم الثلاثاء بعد إضراب دام ثلاثة أسابيع.",
    "ראש העיר התפטר ביום שלישי.",
    "市长周二辞职，此前教师罢工已持续三周。",
    "東京で地震があり、新幹線が一時止まった。",
    "시장이 화요일에 사임했다.",
    "महापौर ने मंगलवार को इस्तीफ़ा दे दिया।",
    "🚒 Fire at the old mill, all safe 👍🏽",
    "Line one\nline two\twith a tab\u00a0and a hard space",
    "<p>Not &amp; quite <b>clean</b> HTML</p>",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenherstellerverband",
    "No one at the company, which had promised in spring that the plant would stay open whatever the price of gas, was "
    "ready to say in autumn why the gates were locked, who had ordered it, or where the four hundred people who had "
    "worked there, some of them for thirty years, were to go now that the last bus out of the valley had been cut too.",
    "The harbour strike ended after nine days. " * 12,
    "The river rose by two metres overnight, and the lower town was cleared street by street before dawn. " * 40,
    "word " * 600,
    "0123456789" * 60,
)
"""Some are longer than common models read, so that truncation is compared as well."""

SAMPLE_TEXT = CALIBRATION_TEXTS[8]
"""The one that a compiled model reads at each start."""
