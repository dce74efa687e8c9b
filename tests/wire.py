"""Made-up agency stories, as two outlets print them: the agency's text, and what an editor makes of it.

Stories are put together from sentences that wire reports are made of, with names, places and figures of their own: two
stories share phrases as reports do, but tell different things. The same number gives the same story."""
import random

PLACES = "Altmar Brenvik Corsana Dunhollow Estrava Fellinge Garmouth Hartesse Ilverton Jarnby Kestrow Lindhaven Morvale Nordwick " \
         "Ostrana Pellworth Quarneth Rosmere Saltby Tervane".split()
NAMES = "Ada Merrow, Bruno Castel, Clara Venn, Dario Holt, Edda Lund, Felix Marsh, Greta Sand, Hugo Perrin, Ines Valdo, Jonas Reed, " \
        "Karla Bley, Luis Ortan, Mara Keen, Nils Thorne, Olga Firth, Pavel Grane".split(", ")
BODIES = "the harbour board, the water company, the transport ministry, the bridge authority, the farmers' union, the port " \
         "operator, the regional court, the health office, the grid company, the fishery council, the rail operator, the city " \
         "treasury".split(", ")
THINGS = "the new ferry line, the northern dam, the old town tunnel, the airport's second runway, the coastal railway, the grain " \
         "terminal, the hospital's east wing, the wind farm, the river lock, the tram depot, the cable to the islands, the fish " \
         "market".split(", ")
CAUSES = "heavy rain, a fault in a pump, missing papers, a strike of the crane drivers, cracks in the concrete, a row over the bill, " \
         "late steel, a court order, a fire in the store, the cold spring".split(", ")
LEADS = (
    "{body} in {place} said on {day} that work on {thing} would stop for {weeks} weeks because of {cause}.",
    "Work on {thing} in {place} will be halted for {weeks} weeks after {cause}, {body} announced on {day}.",
    "{place}'s plans for {thing} suffered another blow on {day}, when {body} stopped the work, blaming {cause}.",
)
SENTENCES = (
    "The decision was taken on {day} by a vote of {few} to {less} after a meeting that lasted until midnight.",
    "{name}, who speaks for {body}, told reporters that there had been no other way.",
    "\"We have looked at this from every side, and {cause} leaves us no choice,\" {last} said.",
    "Some {many} people who work on the site were sent home with {share} percent of their pay.",
    "The project was begun {years} years ago and was to cost {money} million, a sum that has since grown by {share} percent.",
    "{other}, who leads the opposition in the council of {place}, called the news a disgrace for the whole region.",
    "According to a report that was seen by this agency, the first warnings reached {body} {weeks} weeks earlier.",
    "The report names {cause} as the main reason, but says that the planners had been told of it in time.",
    "Residents of {place} have complained about dust and noise since the digging came close to their gardens.",
    "A petition against {thing} was signed by {many} of them within {few} days.",
    "Shares of the builder fell by {less} percent in early trading and recovered a part of that by noon.",
    "The government in the capital has promised {money} million from a fund for the coast, of which little has been paid.",
    "{name} is to explain the figures to a committee on {day}, behind closed doors.",
    "Last year a similar stop, after {other_cause}, had lasted twice as long as was first announced.",
    "Lorries that bring stone from {other_place} were turned around at the gate on {day} morning.",
    "The mayor of {other_place}, which depends on {thing} as well, asked for a plan within {few} days.",
    "Experts of the university reckon that each week costs {place} about {less} million in lost trade.",
    "The insurers have not said whether they will pay for damage that comes of {cause}.",
    "\"Nobody here believes in the date any more,\" said a baker whose shop stands {many} metres from the fence.",
    "{body} had to pay a fine of {less} million in a first trial, which it has appealed against.",
    "The unions want talks to begin before {day} and have threatened to block the road to {other_place}.",
    "In a letter to the staff {last} wrote that every contract would be kept.",
    "The works were stopped before, when divers found a wreck that is now shown in the museum of {other_place}.",
    "Once finished, {thing} is to serve {many} thousand people a year, more than twice as many as today.",
    "Inspectors took {few} samples and sent them to a laboratory, whose answer is awaited in {less} days.",
    "The weather office expects no change before {day}, with winds of up to {share} kilometres an hour.",
)
ADDED = (
    "Readers of this newspaper had sent in photographs of the empty site since the weekend.",
    "Our region has seen its share of such projects: the market hall opened four years late.",
    "More on this story, with a map of the works, will be in our Saturday edition.",
    "The local football club, which trains beside the site, has moved its matches to the school ground.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
HOUSE = (("percent", "per cent"), ("told reporters", "told journalists"), (" metres", " meters"), ("According to", "As told in"))
STORY_SENTENCES, A_PARAGRAPH = 24, 2


class Filler(dict):
    """The names that a story keeps, and figures that are new each time."""

    def __init__(self, dice):
        place, other = dice.sample(PLACES, 2)
        name, second = dice.sample(NAMES, 2)
        cause, before = dice.sample(CAUSES, 2)
        super().__init__(place=place, other_place=other, name=name, other=second, last=name.split()[1], cause=cause,
                         other_cause=before, body=dice.choice(BODIES), thing=dice.choice(THINGS))
        self.dice = dice

    def __missing__(self, key):
        ranges = {"weeks": (2, 30), "few": (5, 19), "less": (2, 9), "many": (40, 900), "share": (11, 89), "years": (3, 12),
                  "money": (20, 700)}
        return self.dice.choice(DAYS) if key == "day" else self.dice.randrange(*ranges[key])


def sentence(template, filler):
    text = template.format_map(filler)
    return text[0].upper() + text[1:]


class Story:
    """headline, lead and paragraphs as the agency sent them; OTHER_LEAD and OTHER_HEADLINE are the second outlet's."""

    def __init__(self, number):
        dice = random.Random(number)
        filler = Filler(dice)
        leads = [sentence(lead, filler) for lead in dice.sample(LEADS, 2)]
        told = [sentence(template, filler) for template in dice.sample(SENTENCES, STORY_SENTENCES)]
        self.lead, self.other_lead = leads
        self.paragraphs = [" ".join(told[i:i + A_PARAGRAPH]) for i in range(0, len(told), A_PARAGRAPH)]
        self.headline = "Work on %s in %s stops" % (filler["thing"], filler["place"])
        self.other_headline = "%s: %s halts %s" % (filler["place"], filler["body"].capitalize(), filler["thing"])
        self.added = dice.choice(ADDED)
        self.at = dice.randrange(2, 6)

    @property
    def sent(self):
        return self.headline, [self.lead] + self.paragraphs


def own_headline(story):
    return story.other_headline, [story.lead] + story.paragraphs


def own_lead(story):
    return story.other_headline, [story.other_lead] + story.paragraphs


def added_paragraph(story):
    text = [story.lead] + story.paragraphs
    return story.other_headline, text[:story.at] + [story.added] + text[story.at:]


def cut_tail(story):
    return story.other_headline, [story.lead] + story.paragraphs[:-1]


def cut_more(story):
    return story.other_headline, [story.lead] + story.paragraphs[:-4]


def house_style(story):
    def styled(text):
        for word, other in HOUSE:
            text = text.replace(word, other)
        return text
    return story.other_headline, [styled(text) for text in [story.lead] + story.paragraphs]


def all_together(story):
    _, text = house_style(story)
    return story.other_headline, [story.other_lead] + text[1:story.at] + [story.added] + text[story.at:-2]


EDITS = {"own headline": own_headline, "own lead": own_lead, "a paragraph added": added_paragraph, "last paragraph cut": cut_tail,
         "last third cut": cut_more, "house style": house_style, "all of these": all_together}
