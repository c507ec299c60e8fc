"""Questions and passages that answer them, each pair about another subject: the probes that scales are measured on."""

from __future__ import annotations

PROBES = (
    (
        "Why did the harbour ferry stop running in winter?",
        "The company took its only boat out of service after ice damaged the hull below the waterline, and said that "
        "repairs would last until March.",
    ),
    (
        "Who won the regional chess championship?",
        "A nineteen-year-old student beat the defending champion in a rook ending of ninety moves to take the title.",
    ),
    (
        "How many houses were damaged by the earthquake?",
        "The tremor of magnitude 5.8 brought down chimneys and left some four hundred homes unfit to live in.",
    ),
    (
        "What does the new law say about renting flats to tourists?",
        "Owners may let an apartment to visitors for at most sixty nights a year, and must register it with the city.",
    ),
    (
        "When will the vaccine against malaria be available?",
        "Health officials expect the first doses of the jab to reach clinics before the next rainy season.",
    ),
    (
        "What caused the train to derail near the tunnel?",
        "Investigators found a crack in a rail that had been reported twice but never replaced.",
    ),
    (
        "How much did the price of wheat rise?",
        "Grain traded a fifth higher than a month ago, as drought cut the harvest in three exporting countries.",
    ),
    (
        "Which museum bought the stolen painting back?",
        "The gallery paid a private collector for the portrait, which thieves had cut from its frame in 1991.",
    ),
    (
        "Is the chief executive of the airline going to resign?",
        "The head of the carrier told shareholders that she would step down once a successor had been found.",
    ),
    (
        "What did the astronomers find around the distant star?",
        "Their telescope saw a ring of dust in which at least two planets seem to be forming.",
    ),
    (
        "How did the goalkeeper get injured?",
        "He tore a ligament in his knee when he landed after saving a penalty, and will miss the rest of the season.",
    ),
    (
        "Why are bees dying on the island?",
        "A mite that arrived with imported hives has spread to nearly every colony, keepers say.",
    ),
    (
        "What was the verdict in the bribery trial of the former mayor?",
        "The jury found the politician guilty of taking money from builders; he faces up to eight years in prison.",
    ),
    (
        "Where will the new hospital be built?",
        "Councillors chose the old barracks on the northern edge of town as the site for the clinic with 300 beds.",
    ),
    (
        "Are schools going to ban mobile phones?",
        "From September, pupils must leave their handsets in lockers until lessons are over, the ministry decided.",
    ),
    (
        "How long did the power cut last?",
        "Electricity came back after eleven hours, when engineers had replaced a transformer hit by lightning.",
    ),
    (
        "What is the singer's new album about?",
        "Her third record tells of growing up between two languages, with songs recorded in her grandmother's kitchen.",
    ),
    (
        "Who discovered the wreck of the sailing ship?",
        "Divers looking for scallops came upon the timbers and bronze guns of a frigate that sank in 1743.",
    ),
    (
        "Did the two countries agree on a ceasefire?",
        "Negotiators signed a truce at midnight under which both armies will pull back their artillery.",
    ),
    (
        "How many people have no work in the region?",
        "Unemployment fell to 4.1 per cent in spring, the lowest rate since the figures were first collected.",
    ),
    (
        "Why was the chocolate taken off the shelves?",
        "The maker recalled the bars because a machine may have left splinters of plastic in them.",
    ),
    (
        "What do doctors recommend against back pain?",
        "Patients who kept walking and exercising recovered sooner than those who lay in bed or took pills.",
    ),
    (
        "How did hackers get into the bank's computers?",
        "The intruders used the password of an employee who had opened an attachment in a forged message.",
    ),
    (
        "Which species of frog was thought to be extinct?",
        "Biologists heard the call of the golden tree toad, last seen forty years ago, in a cloud forest.",
    ),
    (
        "When does the film about the mountaineers open in cinemas?",
        "The drama about the first winter ascent of the peak comes to screens on the second Friday of November.",
    ),
    (
        "Who will pay for the repair of the old bridge?",
        "The county covers two thirds of the cost of the crossing; the villages on both banks share the rest.",
    ),
    (
        "Why are farmers protesting in the capital?",
        "Tractors blocked the avenues over plans to end the tax rebate on diesel.",
    ),
    (
        "How hot did it get during the heat wave?",
        "The thermometer at the airport showed 44 degrees, more than had ever been measured in the country.",
    ),
    (
        "What happened to the rocket after it was launched?",
        "The second stage failed to ignite, and the vehicle with its two satellites fell into the ocean.",
    ),
    (
        "Is coffee bad for the heart?",
        "Researchers who followed half a million volunteers saw no more heart attacks among those who drank three cups "
        "a day.",
    ),
    (
        "Who is the new archbishop?",
        "The Church has named a former missionary and professor of theology to lead the diocese.",
    ),
    (
        "Why did the football club lose points?",
        "The league took nine points off the team for spending more on wages than its rules allow.",
    ),
)
"""Pairs of a question and a passage."""
