"""What the families of the demo are like: names nobody bears, weeks, situations and how often they occur."""

from ribambelle.demand.enums import Channel
from ribambelle.kernel.weeks import FULL_WEEK, mask_of

# fmt: off
#: Nobody is called so: plants, birds, fruits.
SURNAMES = (
    "Coquelicot", "Groseille", "Mésange", "Tournesol", "Bourdon", "Noisette", "Bleuet", "Mirabelle", "Pinson",
    "Framboise", "Capucine", "Chardonneret", "Pervenche", "Myrtille", "Rouge-Gorge", "Églantine", "Cerfeuil",
    "Hirondelle", "Pâquerette", "Châtaigne", "Bergeronnette", "Primevère", "Cassis", "Roitelet", "Lavande",
    "Quetsche", "Alouette", "Marjolaine", "Prunelle", "Loriot", "Jonquille", "Sureau", "Fauvette", "Campanule",
    "Noyer", "Sittelle", "Reinette", "Luciole", "Genêt", "Colibri", "Bruyère", "Mûrier", "Chevêche", "Anémone",
    "Troène", "Bouvreuil", "Ciboulette", "Airelle", "Grive", "Aubépine",
)
# fmt: on
TWO_DAYS = mask_of(["mon-am", "mon-pm", "tue-am", "tue-pm"])
THREE_DAYS = mask_of(["mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm"])
#: Half-days asked for, out of 100 families.
WEEKS = {
    FULL_WEEK: 42,
    mask_of(["mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm", "fri-am", "fri-pm"]): 16,
    THREE_DAYS: 14,
    mask_of(["mon-am", "mon-pm", "wed-am", "wed-pm", "fri-am", "fri-pm"]): 6,
    mask_of(["tue-am", "tue-pm", "thu-am", "thu-pm"]): 8,
    mask_of(["mon-am", "tue-am", "wed-am", "thu-am", "fri-am"]): 9,
    mask_of(["mon-am", "mon-pm", "wed-am", "thu-am", "thu-pm"]): 5,
}
#: What the parents do, out of 100 families.
ACTIVITIES = {
    "both-parents-work": 48,
    "one-works-one-seeks": 13,
    "one-works-one-trains": 6,
    "one-works-one-inactive": 9,
    "no-parent-works": 4,
    "single-parent-works": 10,
    "single-parent-seeks": 6,
    "single-parent-trains": 2,
    "single-parent-inactive": 2,
}
#: How often the other criteria are met, out of 100 families.
FREQUENCIES = {
    "resident": 91,
    "no-suitable-care": 45,
    "sibling-present": 13,
    "returns-to-work": 9,
    "minimum-income": 8,
    "large-family": 7,
    "elder-not-served": 7,
    "past-member": 5,
    "child-services-referral": 4,
    "child-disability": 3,
    "family-disability": 3,
    "urgent-situation": 2,
    "minor-parent": 1,
    "adoption": 1,
}
INCOMES = {"income-to-18000": 16, "income-18000-36000": 32, "income-36000-68000": 36, "income-over-68000": 16}
CHANNELS = {Channel.WEB: 52, Channel.PAPER: 21, Channel.DESK: 17, Channel.PHONE: 10}
#: How many settings are wished, out of 100 families.
WISHES = {1: 14, 2: 28, 3: 30, 4: 18, 5: 10}
