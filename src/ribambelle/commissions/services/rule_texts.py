"""Writes of rule texts: load the published ones, copy, adopt, bring into force. An adopted text never changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import RuleProblem, RuleStatus
from ribambelle.commissions.models import RuleLine, RuleText
from ribambelle.commissions.rules.grids import published_rules, quota_to_json, rule_to_json, unpointed_rules
from ribambelle.commissions.rules.scoring import Line, Quota, Rule, problems
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.kernel.formats import day_in_words


class RuleIsFixed(ValidationError):
    """Somebody tried to change a rule text that is no longer a draft."""


def rules_load_published(*, by: User | None) -> int:
    """Bring in the published grids that can run, as models to copy from; those already there stay as they are.

    Returns how many were added.
    """
    added = 0
    with transaction.atomic():
        present = set(RuleText.objects.filter(status=RuleStatus.MODEL).values_list("code", flat=True))
        for rule in (*published_rules(), *unpointed_rules()):
            if rule.code in present:
                continue
            text = _write(rule, status=RuleStatus.MODEL)
            record(by=by, verb="rule.load", of=text, after={"source": rule.source})
            added += 1
    return added


def _write(rule: Rule, *, status: RuleStatus) -> RuleText:
    text = RuleText.objects.create(
        code=rule.code,
        version=rule.version,
        title=rule.title,
        jurisdiction=rule.jurisdiction,
        method=rule.method,
        tie_breaks=list(rule.tie_breaks),
        source=rule.source,
        note=rule.note,
        quotas=[quota_to_json(quota) for quota in rule.quotas],
        evidence=rule.evidence,
    )
    _write_lines(text, rule.lines)
    if status != RuleStatus.DRAFT:
        text.status = status
        text.save(update_fields=["status"])
    return text


def _write_lines(text: RuleText, lines: Iterable[Line]) -> None:
    RuleLine.objects.bulk_create(
        RuleLine(
            rule=text,
            position=position,
            label=line.label,
            category=line.category,
            reads=line.reads,
            points=line.points,
            least=line.least,
            most=line.most,
            evidence=line.evidence,
            condition=line.condition,
            group=line.group,
            is_repeatable=line.is_repeatable,
            max_times=line.max_times,
            is_mandatory=line.is_mandatory,
            rank=line.rank,
            is_direct=line.is_direct,
            is_fictional=line.is_fictional,
        )
        for position, line in enumerate(lines, 1)
    )


def rule_copy(*, by: User | None, rule: RuleText, code: str, title: str, jurisdiction: str | None = None) -> RuleText:
    """A draft with the same lines: a new version when the code is in use, the first one otherwise.

    `jurisdiction`: the law of the body that takes the text over; by default the one of the text copied.
    """
    with transaction.atomic():
        last = RuleText.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        values = rule_of(rule)
        draft = _write(
            replace(
                values,
                code=code,
                version=last + 1,
                title=title,
                jurisdiction=jurisdiction or values.jurisdiction,
            ),
            status=RuleStatus.DRAFT,
        )
        record(by=by, verb="rule.copy", of=draft, after={"from": rule.reference})
    return draft


def rule_edit(
    *,
    by: User | None,
    rule: RuleText,
    title: str,
    lines: list[Line],
    method: str | None = None,
    evidence: str | None = None,
    quotas: list[Quota] | None = None,
) -> RuleText:
    """Write a draft: its title, all its lines in their order, its method, what evidence it asks, its shares of places.

    What is None stays as it is.

    Raises
    ------
    RuleIsFixed
        When the text is not a draft.
    ValidationError
        When the lines cannot be calculated; nothing is changed then.
    """
    with transaction.atomic():
        rule = _draft(rule)
        before = rule_to_json(rule_of(rule))
        rule.title, rule.method, rule.evidence = title, method or rule.method, evidence or rule.evidence
        if quotas is not None:
            rule.quotas = [quota_to_json(quota) for quota in quotas]
        rule.save(update_fields=["title", "method", "evidence", "quotas"])
        rule.lines.all().delete()
        _write_lines(rule, lines)
        rule = RuleText.objects.get(pk=rule.pk)
        _refuse_problems(rule)
        after = rule_to_json(rule_of(rule))
        changed = {name for name in after if after[name] != before[name]}
        record(
            by=by,
            verb="rule.edit",
            of=rule,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
    return rule


def rule_set_tie_breaks(*, by: User | None, rule: RuleText, tie_breaks: list[str]) -> None:
    """Order what decides between families at equal points, on a draft."""
    with transaction.atomic():
        rule = _draft(rule)
        before, rule.tie_breaks = rule.tie_breaks, list(dict.fromkeys(tie_breaks))
        _refuse_problems(rule)
        rule.save(update_fields=["tie_breaks"])
        record(by=by, verb="rule.tie-breaks", of=rule, before={"order": before}, after={"order": rule.tie_breaks})


def rule_adopt(*, by: User | None, rule: RuleText, on: date, deliberation: str) -> RuleText:
    """Adopt a draft: from then on neither its text nor its lines can change, not even in the database.

    Raises
    ------
    RuleIsFixed
        When the text is not a draft.
    ValidationError
        When a line cannot be calculated, points are missing, or the deliberation is not named.
    """
    with transaction.atomic():
        rule = _draft(rule)
        _refuse_problems(rule, deliberation=deliberation, adopting=True)
        rule.status, rule.adopted_on, rule.deliberation = RuleStatus.ADOPTED, on, deliberation.strip()
        rule.save(update_fields=["status", "adopted_on", "deliberation"])
        record(by=by, verb="rule.adopt", of=rule, after={"on": on.isoformat(), "deliberation": rule.deliberation})
    return rule


def rule_bring_into_force(*, by: User | None, rule: RuleText, on: date) -> RuleText:
    """Bring an adopted text into force from a day; the version in force stays so until the day before.

    Raises
    ------
    RuleIsFixed
        When the text is not adopted.
    ValidationError
        When the day comes before its adoption, or another version applies from that day or a later one.
    """
    with transaction.atomic():
        rule = RuleText.objects.select_for_update().get(pk=rule.pk)
        if rule.status != RuleStatus.ADOPTED:
            raise RuleIsFixed(_("“%(title)s” is not adopted. Adopt it first.") % {"title": rule.title})
        if rule.adopted_on and on < rule.adopted_on:
            said = _("The text was adopted on %(on)s: it cannot apply before. Choose that day or a later one.")
            raise ValidationError(said % {"on": day_in_words(rule.adopted_on)})
        others = RuleText.objects.select_for_update().filter(code=rule.code, status=RuleStatus.IN_FORCE)
        last = others.order_by("-in_force_from").first()
        if last is not None and last.in_force_from is not None and last.in_force_from >= on:
            said = _("Version %(version)s applies from %(on)s. Choose a later day.")
            raise ValidationError(said % {"version": last.version, "on": day_in_words(last.in_force_from)})
        if last is not None:
            record(by=by, verb="rule.supersede", of=last, after={"by": rule.reference, "from": on.isoformat()})
        rule.status, rule.in_force_from = RuleStatus.IN_FORCE, on
        rule.save(update_fields=["status", "in_force_from"])
        record(by=by, verb="rule.in-force", of=rule, after={"from": on.isoformat()})
    return rule


def _draft(rule: RuleText) -> RuleText:
    rule = RuleText.objects.select_for_update().get(pk=rule.pk)
    if rule.status != RuleStatus.DRAFT:
        raise RuleIsFixed(
            _("“%(title)s” is no longer a draft and stays as it is. Copy it into a new version.")
            % {"title": rule.title}
        )
    return rule


def _refuse_problems(rule: RuleText, *, deliberation: str = "", adopting: bool = False) -> None:
    values = rule_of(rule)
    found = [RuleProblem(kind).label % {"culprit": culprit} for kind, culprit in problems(values)]
    if adopting and not values.is_complete:
        labels = ", ".join(line.label for line in values.lines if not line.counts)
        found.append(
            _("These criteria have no points: %(labels)s. Give them points, or remove them.") % {"labels": labels}
        )
    if adopting and not deliberation.strip():
        found.append(_("The deliberation is not named. Write which body adopted this text, and when."))
    if found:
        raise ValidationError(found)
