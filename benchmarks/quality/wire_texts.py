"""Texts of made stories: for each kind of event, sentences of an agency, and the same events in another's words.

``{a|b}`` stands for one of its parts, and ``$name`` for a value of the story.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """A kind of event.

    Attributes:
        question: What a journalist asks.
        subject: The same, as those say who live there.
        headline: Of the agency.
        wire: The paragraphs of the agency.
        own: The paragraphs of a reporter who was there.
    """

    question: str
    subject: str
    headline: str
    wire: tuple[str, ...]
    own: tuple[str, ...]


EVENTS = (
    Event(
        "cracks in the dam of $place",
        "the cracks in its dam",
        "{Cracks found in $place dam|Dam near $place has cracks}",
        (
            "{Engineers|Inspectors|Surveyors} found $count cracks in the {northern|eastern|older} wall "
            "of the $place dam "
            "{on $day|during a check on $day}, {the owner of the dam said|its operator announced|a spokesman said}.",
            "The {operator|owner} {lowered|has lowered} the water of the reservoir by $small metres "
            "and {closed|shut} the "
            "road {across|over} the dam. $person, who {leads|heads} the {works|repairs}, said that {the wall was safe|"
            "nobody was in danger|no house below had to be left}.",
            "The dam was {built|finished} in $year and {supplies|serves} about $big households. {A "
            "report of the ministry "
            "had asked for repairs in May|Repairs had been planned for two years, but no money was found}.",
        ),
        (
            "{Nobody slept well|Few people slept} below the reservoir of $place this week. Above their roofs, $count "
            "cracks run through the concrete of the dam, and the lorries that used to cross it now wait in the valley.",
            '"We were told to keep calm," says {a baker|a teacher|a nurse} in the lower town. $person, the engineer in '
            "charge, walks along the crest each hour with a lamp and a ruler, and he admits that he has never seen so "
            "little water behind the wall.",
            "$place has {waited|asked} for a new dam {since|ever since} the flood of $year. The plan "
            "for leaving, which "
            "the mayor promises again and again, exists only in a drawer.",
        ),
    ),
    Event(
        "fire in the market hall of $place",
        "the fire in its market hall",
        "{Fire destroys market hall in $place|$place market hall burns down}",
        (
            "A fire destroyed {the market hall|the old market hall} of $place {early on $day|in the night to $day}. "
            "{$count people were treated for smoke|$count people went to hospital}, {the fire service "
            "said|police said}.",
            "About $big square metres burned before {$small engines|engines of $small towns} had the "
            "fire under control. "
            "{The cause was not known|Investigators were looking for the cause}, said $person, {chief of the fire "
            "service|who led the operation}.",
            "The hall {dated from|was opened in} $year. Its traders {will move to|are to use} a car park {until spring|"
            "for the time being}, the council {decided|announced}.",
        ),
        (
            "All that stands of the market of $place is a clock that stopped at ten past four. Under it, the women who "
            "sold fish and flowers here for a lifetime sweep glass into buckets.",
            '"I came with my keys, and there was no door," one of them says. In the clinic, $count others still cough. '
            "$person of the fire brigade speaks of the hardest night since he joined it, with flames "
            "that were higher than "
            "the church.",
            "People here are proud of what their grandparents put up in $year, and angry about the "
            "sprinklers that were "
            "ordered, paid for and never fitted.",
        ),
    ),
    Event(
        "strike of the bus drivers in $place",
        "the strike of its bus drivers",
        "{Bus drivers in $place walk out|$place without buses as drivers strike}",
        (
            "{Bus drivers|The drivers of all buses} in $place {began|started} a strike of $small days on $day over "
            "{pay|wages and rosters}, {their union said|the union announced}. $count lines stood still.",
            "The union {demands|asks for} {a rise of $small percent|$small percent more} and longer "
            "breaks. The company "
            "{called this|said that this was} impossible. {Talks are to go on next week|No new talks "
            "were planned}, said "
            "$person, who {speaks for|represents} the drivers.",
            "About $big passengers use the buses {each day|on a working day}. The last strike "
            "{was|took place} in $year "
            "and {ended|was over} after a night of talks.",
        ),
        (
            "The bench at the terminus of $place is full, though nothing will come. An old man waits "
            "all the same; he has "
            "not heard that those who drive him to the doctor have gone home.",
            'In the depot they play cards between $count parked buses. "I see my daughter asleep and '
            'nothing else of her," '
            "says one driver. $person, their spokeswoman, counts on the patience of the town, and on "
            "the empty till of the "
            "company.",
            "Taxis ask for double. Whoever remembers $year knows how such things end here: at dawn, "
            "with coffee, and with a "
            "number that both sides call a victory.",
        ),
    ),
    Event(
        "the election of the mayor in $place",
        "the election of its mayor",
        "{$person elected mayor of $place|$place elects $person}",
        (
            "{Voters in $place elected|The voters of $place have elected} $person as mayor on $day with $small more "
            "percentage points than the {incumbent|present mayor}, {the returning officer said|according to the final "
            "count}.",
            "{Turnout was low|Fewer people voted than four years ago}: $big of the ballots were "
            "{cast|counted}, and $count "
            "of them were {declared void|not valid}. $person {promised|said that the first act would be} cheaper "
            "{childcare|housing}.",
            "The town had been {governed|run} by one party since $year. {The new council meets in a month|The council "
            "will be sworn in next month}.",
        ),
        (
            "There was no champagne, as nobody had bought any. When the last district of $place came "
            "in, the winner sat in "
            "a launderette, the only room that the campaign could afford.",
            "$person laughs about it now. The old guard does not: in its hall, beneath portraits that "
            "go back to $year, "
            "$count chairs stayed empty and the band went home early.",
            "What comes next is anyone's guess. Nurseries cost more here than a flat, and it is on this that strangers "
            "hug the new mayor in the street.",
        ),
    ),
    Event(
        "the pollution of the river in $place",
        "the pollution of its river",
        "{Chemical leak poisons river at $place|River at $place poisoned}",
        (
            "{A chemical works|A paint factory|A tannery} {spilled|leaked} $big litres of solvent into "
            "the river at $place "
            "on $day, {the environment agency said|officials of the region said}. $count tonnes of fish died.",
            "{Residents were told not to drink tap water|Tap water must be boiled} for $small days. "
            "The {factory|company} "
            "{apologised|said it was sorry}; a valve had {failed|broken}, its director $person said.",
            "It is the {worst|largest} accident {there|on this river} since $year. {Prosecutors opened an inquiry|The "
            "public prosecutor is investigating}.",
        ),
        (
            "You smell it before you see it: below the weir of $place the water has the colour of tea, "
            "and silver bellies "
            "turn in it as far as the bend.",
            "The anglers' club counted $count tonnes and then gave up. \"I taught my sons to swim "
            'here," says its chairman. '
            "Director $person came in rubber boots, brought mineral water for the cameras, and left by the back gate.",
            "Old people speak of $year, when the cattle died. Then too, they say, it was only a valve.",
        ),
    ),
    Event(
        "the closing of the hospital in $place",
        "the closing of its hospital",
        "{Hospital in $place to close|$place loses its hospital}",
        (
            "The hospital of $place will {close|be closed} {in autumn|at the end of the year}, {the "
            "health board decided|"
            "the region's health board announced} on $day. $count {nurses and doctors|members of staff} are to move to "
            "{other towns|the district clinic}.",
            "The board {named|gave} a loss of $big {crowns|euros} a month as its reason. {Births and "
            "operations|Emergency "
            "cases} will be {sent|taken} to a clinic $small kilometres away, said $person, who "
            "{chairs|heads} the board.",
            "It was {opened|founded} in $year. {A petition against the plan has thousands of names|Several doctors had "
            "warned of the decision in a letter}.",
        ),
        (
            "On the third floor, where half of $place was born, a midwife takes the photographs off "
            "the wall. She does not "
            "know where to put so many babies.",
            "Her $count colleagues heard of it on the radio. \"It isn't kilometres, it's the pass in "
            'January," a surgeon '
            "says. $person of the board has an answer for everything except for that.",
            "Since $year the people here paid for the beds with raffles and dances. They had been "
            "asked for everything, "
            "the priest says, only never for their opinion.",
        ),
    ),
    Event(
        "the theft of a painting from the museum in $place",
        "the theft of a painting from its museum",
        "{Painting stolen from $place museum|Thieves take painting in $place}",
        (
            "{Thieves stole|Burglars took} a painting {worth $big crowns|valued at $big crowns} from "
            "the museum of $place "
            "{on $day|in the night to $day}, {police said|the police reported}. They {needed|took} less than $small "
            "minutes.",
            "The {alarm|alarm system} {was off|did not ring} because of {repairs|building works}. "
            "{$count witnesses were "
            "heard|Police questioned $count people}. Director $person {spoke of|called it} a dark day.",
            "The {portrait|landscape} had {hung|been} in the {house|museum} since $year. {A reward was offered|Border "
            "posts were told}.",
        ),
        (
            "A pale square on a green wall is now what visitors of the museum in $place photograph "
            "most. The guard beside "
            "it has been told to say nothing, and says that he was asleep.",
            "$person, who runs the house, had begged the council for new locks. Detectives have spoken "
            "with $count people, "
            "among them a glazier, two students and a very rich neighbour.",
            "The picture came as a gift in $year, from a widow who could not bear to look at it. Perhaps, says her "
            "granddaughter, it did not want to be looked at.",
        ),
    ),
    Event(
        "the new railway bridge of $place",
        "its new railway bridge",
        "{Railway bridge at $place opens late|$place rail bridge delayed again}",
        (
            "The {new railway bridge|railway bridge} at $place will {open|be opened} $small months late and cost $big "
            "crowns more, {the railway said|the state railway announced} on $day. {Its piers had "
            "sunk|Piers have moved} by "
            "$count millimetres.",
            "{Trains will use|All trains stay on} the old bridge until then, at {walking pace|low "
            "speed}. {Nobody could "
            "foresee|It was impossible to know} how soft the ground was, said $person, {the head of "
            "the project|who leads "
            "the works}.",
            "The old bridge is {from|of} $year. {Parliament will discuss the costs|Auditors are to "
            "examine the contract}.",
        ),
        (
            "The ribbon was printed, the brass band hired. Now the most expensive footpath of the "
            "country ends at $place in "
            "the air, and children throw stones from it.",
            '"Moss," says a farmer and stamps on the ground, "any cow could have told them." The surveyors measured '
            "$count millimetres; $person of the railway calls that a learning process.",
            "So the engines creep, as they have since $year, over rivets that great-grandfathers drove "
            "in. Commuters have "
            "begun to knit.",
        ),
    ),
)
VOICES = (
    (
        "For days $place has spoken of nothing but $subject. In the bakery, at the barber's, on "
        "the steps of the school: "
        "wherever two meet, a third one joins them and knows better.",
        "Most had seen it coming. $person had not, and says so with a shrug, between one appointment and the next. The "
        "figure of $count, which is now on everyone's lips, was a secret until a cleaner read it aloud.",
        "It is not the first time. In $year the town went through something like it, and a plaque that nobody polishes "
        "still tells of that.",
    ),
    (
        "What happened is soon told, and why it happened may never be. Our correspondent spent a "
        "week in $place to learn "
        "more about $subject.",
        'He met $count residents who all blamed someone else. "Ask those who signed it," said a '
        "pensioner, and closed "
        "his window. $person took an hour for us, offered tea, and asked not to be quoted on anything that mattered.",
        "In the archive there are letters from $year with the same complaints, in the same careful handwriting.",
    ),
    (
        "Questions and answers: what one has to know about $subject. First, does it concern me? If you live in $place, "
        "then yes, and you have probably noticed.",
        "Who is responsible? $person holds the office, though not the purse. How bad is it? Experts whom we asked gave "
        "marks between two and four; $count of them did not reply at all.",
        "And what comes now? Patience, mostly. Rules that go back to $year leave the authorities a great deal of time.",
    ),
    (
        "Comment. One can get used to much, as $place proves with $subject. One should not.",
        "There was a time when a person like $person would have resigned, and when $count letters on a desk meant that "
        "someone answered them. That time ended long ago, if indeed it ever existed outside of our memories of $year.",
        "What is missing is neither money nor knowledge. It is the modest wish to do a thing well "
        "although nobody looks.",
    ),
    (
        'Children understand it best. "They forgot to take care," writes Mila, nine years old, '
        "in an essay on $subject, "
        "and her whole class at the primary school of $place nods.",
        "We read $count of these essays. $person comes off badly in them, the firemen and the dogs "
        "come off well. A boy "
        "has drawn a sun that weeps.",
        "Their teacher collects everything in a folder, next to one from $year which her own grandmother left to her.",
    ),
    (
        "Numbers do not lie, but they can keep silent. We counted again what the public was told "
        "about $subject, line by "
        "line, and came to a different sum for $place.",
        "Of $count items in the books, a third has no receipt. $person calls this an oversight of a junior clerk; the "
        "clerk, reached at her new job, remembers it otherwise.",
        "The bill will be paid by those who were born long after $year, and who have not been asked.",
    ),
    (
        "A walk with a neighbour. She has lived in $place for half a century, she has buried two husbands, and on "
        "$subject she has an opinion that cannot be printed.",
        "At each corner she stops and points with her stick: there stood the cinema, here $person "
        "fell off a bicycle as a "
        "child. Of the $count houses in her street, nine are empty.",
        "Her father came with the last boat of $year. He used to say that bad news is always on time.",
    ),
)
"""What reporters of other outlets write, whatever the event."""
EXTRA = (
    "The mayor of the neighbouring town offered help on the telephone. Readers can write to our desk.",
    "Our newspaper had asked about this in spring and had no answer. A meeting is planned in the town hall.",
    "In our region, too, people are worried, as letters to the editor show. We will report on this again.",
)
SWAPS = {
    "said": "stated",
    "about": "around",
    "announced": "made known",
    "found": "discovered",
    "because of": "owing to",
    "will": "is to",
    "began": "started",
    "people": "persons",
    "before": "until",
    "was": "had been",
}
