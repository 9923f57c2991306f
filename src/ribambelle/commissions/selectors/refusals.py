"""What refused a wish, in plain words: age, closed half-days, points, or siblings who ask together."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.commissions.rules.explaining import Explanation, SiblingsFact, WishFact
from ribambelle.commissions.rules.result_rows import RefusalRow
from ribambelle.commissions.rules.standing import Scale
from ribambelle.commissions.selectors.reserved import Named
from ribambelle.commissions.selectors.standings import claim_in_words
from ribambelle.kernel.formats import number
from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_NAMES

#: Nothing was measured: no group is named.
UNNAMED = Named({})


def slot_in_words(code: str) -> str:
    """“mardi matin”."""
    slot = next(slot for slot in ALL_SLOTS if slot.code == code)
    return f"{WEEKDAY_NAMES[slot.weekday]} {HALF_NAMES[slot.half]}".lower()


def and_last(words: Sequence[str]) -> str:
    """“mardi matin, mercredi matin et jeudi matin”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def refusal_sentence(found: Explanation, wish: WishFact, names: Mapping[str, str], named: Named = UNNAMED) -> str:
    """What refused this wish, in plain words; the figures are those of the engine's refusal.

    Parameters
    ----------
    names
        The children of the family as it knows them, by pseudonym; only siblings need one.
    named
        The groups that may be named where places were kept for them.
    """
    row = wish.refusal
    if row is None:
        return ""
    if wish.siblings is not None and (row.reason == "siblings" or wish.siblings.child != found.child):
        said = _siblings_sentence(found, wish, row, wish.siblings, names)
    else:
        said = _alone(found, wish, row)
    apart = "" if wish.apart is not None and _alone(found, wish, wish.apart) == said else _apart(found, wish)
    return " ".join(part for part in (said, _kept(wish, named), apart) if part)


def _kept(wish: WishFact, named: Named) -> str:
    """The places nobody but a group could claim where this wish was refused."""
    if not wish.kept:
        return ""
    if group := named.of(wish.kept_for):
        said = ngettext(
            "%(count)s more place is reserved there for: “%(group)s”.",
            "%(count)s more places are reserved there for: “%(group)s”.",
            wish.kept,
        )
        return said % {"count": wish.kept, "group": group}
    return ngettext(
        "%(count)s more place is reserved there for families in a situation the session or its rule provides for.",
        "%(count)s more places are reserved there for families in a situation the session or its rule provides for.",
        wish.kept,
    ) % {"count": wish.kept}


def _apart(found: Explanation, wish: WishFact) -> str:
    """For siblings who accept to be apart: what refused this child here without them."""
    row = wish.apart
    if row is None:
        return ""
    if row.setting != wish.setting["setting"]:
        return _("Apart, this child could not be here either: its brother or sister found no place elsewhere.")
    sentence = _alone(found, wish, row)
    return _("Apart, each in a setting of its own: %(sentence)s") % {"sentence": sentence}


def _alone(found: Explanation, wish: WishFact, row: RefusalRow) -> str:
    """What refused one child at one setting."""
    setting = wish.setting["label"]
    if row.reason == "age":
        return _("%(setting)s has no section for a child of %(months)s months. This is not a matter of points.") % {
            "setting": setting,
            "months": found.child["age_months"],
        }
    if row.reason == "closed":
        return _("%(setting)s has no place on %(slot)s: closed then, or none free for this entry.") % {
            "setting": setting,
            "slot": slot_in_words(row.slot),
        }
    if row.reason == "blocks":
        return _(
            "At %(setting)s, the claim is recognised, but the wishes of all the families that hold it could not be met"
            " at once."
        ) % {"setting": setting}
    full = _full(setting, row, wish.present) if found.scale.is_plain and row.reason != "reserve" else ""
    return f"{full or _behind(found, wish, row)} {_present(wish)}".strip()


def _behind(found: Explanation, wish: WishFact, row: RefusalRow) -> str:
    """The same where something else than points orders requests, or where places are kept for some families."""
    places = max((row.places or 0) - wish.present, 0)
    values = {
        "setting": wish.setting["label"],
        "slot": slot_in_words(row.slot),
        "places": places,
        "own": claim_in_words(found.scale, found.number, found.child),
        "last": claim_in_words(found.scale, row.cutoff, wish.last) if row.cutoff is not None else "",
    }
    if row.reason == "reserve":
        if not places:
            return _("At %(setting)s, on %(slot)s, no place was open to every request.") % values
        opened = ngettext(
            "At %(setting)s, on %(slot)s, %(places)s place was open to every request.",
            "At %(setting)s, on %(slot)s, %(places)s places were open to every request.",
            places,
        )
    elif not places or row.cutoff is None:
        return _("At %(setting)s, on %(slot)s, no place was left to share out.") % values
    else:
        opened = ngettext(
            "At %(setting)s, on %(slot)s, the only place went to a request that comes before yours.",
            "At %(setting)s, on %(slot)s, the %(places)s places went to requests that come before yours.",
            places,
        )
    if row.cutoff is None or not values["last"]:
        return opened % values
    if values["last"] == values["own"]:
        return (
            f"{opened % values} "
            + _("The last one served stands like yours: %(own)s; then the published order decided.") % values
        )
    return f"{opened % values} " + _("The last one served: %(last)s. Yours: %(own)s.") % values


def _siblings_sentence(
    found: Explanation, wish: WishFact, row: RefusalRow, siblings: SiblingsFact, names: Mapping[str, str]
) -> str:
    """What refused siblings who ask together: whose points or age decided, places left against places needed."""
    child = siblings.child
    name = names.get(child["child"], child["child"])
    values = {"setting": wish.setting["label"], "child": name, "months": child["age_months"]}
    if row.reason == "age":
        return (
            _(
                "At %(setting)s, the siblings ask together and no section takes %(child)s, %(months)s months old."
                " This is not a matter of points."
            )
            % values
        )
    if row.reason == "closed":
        sections = {entry["section"]: entry["label"] for entry in wish.setting["sections"]}
        values |= {"section": sections.get(row.section, row.section), "slot": slot_in_words(row.slot)}
        return (
            _(
                "At %(setting)s, the siblings ask together, and the section of %(child)s (%(section)s) has no place on"
                " %(slot)s: closed then, or none free for this entry. This is not a matter of points."
            )
            % values
        )
    if row.reason == "blocks":
        return (
            _(
                "At %(setting)s, the siblings ask together; their claim is recognised, but the wishes of all the"
                " families that hold it could not be met at once."
            )
            % values
        )
    decides = _decides(row, siblings, name) if found.scale.is_plain else _stands(found.scale, row, siblings, name)
    parts = [_together(wish, row, siblings), decides, _present(wish)]
    if wish.section is not None and not wish.missing:
        parts.append(
            _("Alone, this child would have had enough points on every half-day asked.")
            if found.scale.is_plain
            else _("Alone, this child would have come early enough on every half-day asked.")
        )
    return " ".join(part for part in parts if part)


def _together(wish: WishFact, row: RefusalRow, siblings: SiblingsFact) -> str:
    values = {
        "setting": wish.setting["label"],
        "slot": slot_in_words(row.slot),
        "needed": siblings.needed,
        "left": siblings.left,
    }
    if not siblings.left:
        return (
            _("At %(setting)s, on %(slot)s, the siblings ask together: each needed a place and not all could have one.")
            % values
        )
    return (
        ngettext(
            "At %(setting)s, on %(slot)s, the siblings ask together: %(needed)s places were needed at once, only one"
            " was left.",
            "At %(setting)s, on %(slot)s, the siblings ask together: %(needed)s places were needed at once, only"
            " %(left)s were left.",
            siblings.left,
        )
        % values
    )


def _decides(row: RefusalRow, siblings: SiblingsFact, name: str) -> str:
    """Whose points decide, and those of the children ahead."""
    values = {"child": name, "points": number(row.points), "from": number(siblings.ahead_from)}
    if siblings.ahead_from is None:
        return _("The child whose points decide there is %(child)s, with %(points)s points.") % values
    if siblings.ahead_from == row.points:
        return (
            _(
                "The child whose points decide there is %(child)s, with %(points)s points; those served before have as"
                " many or more, and at equal points the published order decided."
            )
            % values
        )
    return (
        _(
            "The child whose points decide there is %(child)s, with %(points)s points; those served before have"
            " %(from)s points or more."
        )
        % values
    )


def _stands(scale: Scale, row: RefusalRow, siblings: SiblingsFact, name: str) -> str:
    """The same where something else than points orders requests."""
    if row.points is None:
        return ""
    values = {"child": name, "claim": claim_in_words(scale, row.points, siblings.child)}
    return _("The child whose place in the order decides there is %(child)s: %(claim)s.") % values


def _present(wish: WishFact) -> str:
    """The places that went by no points at all: those of children who were there already."""
    if not wish.present:
        return ""
    return ngettext(
        "One more place is held by a child who was there already and stays.",
        "%(count)s more places are held by children who were there already and stay.",
        wish.present,
    ) % {"count": wish.present}


def _full(setting: str, row: RefusalRow, present: int) -> str:
    """The places that points decided, apart from the `present` ones that no one could claim."""
    places = (row.places or 0) - present
    values = {
        "setting": setting,
        "slot": slot_in_words(row.slot),
        "places": places,
        "cutoff": number(row.cutoff),
        "points": number(row.points),
    }
    if places <= 0 or row.cutoff is None:
        return _("At %(setting)s, on %(slot)s, no place was left to share out.") % values
    if row.cutoff == row.points:
        return (
            ngettext(
                "At %(setting)s, on %(slot)s, the only place went to a child with as many points (%(points)s)"
                " whose family comes first in the order at equal points.",
                "At %(setting)s, on %(slot)s, the %(places)s places went to children with as many points as you"
                " (%(points)s) or more; at equal points the published order decided.",
                places,
            )
            % values
        )
    return (
        ngettext(
            "At %(setting)s, on %(slot)s, the only place went to a child with %(cutoff)s points. You have %(points)s.",
            "At %(setting)s, on %(slot)s, the %(places)s places went to children with %(cutoff)s points or more."
            " You have %(points)s.",
            places,
        )
        % values
    )
