"""The closed list, in the order of the forms."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ribambelle.demand.criteria.definition import Definition
from ribambelle.demand.enums import CriterionCategory as Category
from ribambelle.demand.enums import CriterionKind as Kind

WORK_EVIDENCE = _("certificate of employment, training or studies of each parent")
DISABILITY_EVIDENCE = _("certificate of the disability office (MDPH, AVIQ) or of a doctor")

CATALOGUE: Final[tuple[Definition, ...]] = (
    # -- where the family lives
    Definition(
        code="resident",
        label=_("The family lives in the territory"),
        category=Category.RESIDENCE,
        evidence=_("proof of address less than three months old, or household composition"),
        is_of_household=True,
    ),
    Definition(
        code="works-in-territory",
        label=_("A parent works in the territory"),
        category=Category.RESIDENCE,
        evidence=_("certificate of the employer"),
        is_of_household=True,
    ),
    # -- what the parents do
    Definition(
        code="both-parents-work",
        label=_("Both parents work"),
        category=Category.ACTIVITY,
        evidence=WORK_EVIDENCE,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="one-works-one-trains",
        label=_("One parent works, the other is in training or studies"),
        category=Category.ACTIVITY,
        evidence=WORK_EVIDENCE,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="one-works-one-seeks",
        label=_("One parent works, the other is looking for work"),
        category=Category.ACTIVITY,
        evidence=_("certificate of employment, and of registration as a job seeker"),
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="one-works-one-inactive",
        label=_("One parent works, the other does not and is not looking for work"),
        category=Category.ACTIVITY,
        evidence=WORK_EVIDENCE,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="no-parent-works",
        label=_("Two parents, neither of whom works"),
        category=Category.ACTIVITY,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="single-parent-works",
        label=_("Single parent who works"),
        category=Category.ACTIVITY,
        evidence=WORK_EVIDENCE,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="single-parent-trains",
        label=_("Single parent in training or studies"),
        category=Category.ACTIVITY,
        evidence=WORK_EVIDENCE,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="single-parent-seeks",
        label=_("Single parent looking for work"),
        category=Category.ACTIVITY,
        evidence=_("certificate of registration as a job seeker"),
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="single-parent-inactive",
        label=_("Single parent who does not work and is not looking for work"),
        category=Category.ACTIVITY,
        group="activity",
        is_of_household=True,
    ),
    Definition(
        code="parents-work",
        label=_("The parents, or the single parent, work"),
        category=Category.ACTIVITY,
        implied_by=("both-parents-work", "single-parent-works"),
    ),
    Definition(
        code="parents-work-or-train",
        label=_("The parents, or the single parent, work, study or are in training"),
        category=Category.ACTIVITY,
        implied_by=("both-parents-work", "one-works-one-trains", "single-parent-works", "single-parent-trains"),
    ),
    Definition(
        code="parent-seeks-or-trains",
        label=_("A parent is looking for work or in training"),
        category=Category.ACTIVITY,
        implied_by=("one-works-one-trains", "one-works-one-seeks", "single-parent-trains", "single-parent-seeks"),
    ),
    Definition(
        code="one-of-two-works",
        label=_("Two parents, one of whom works"),
        category=Category.ACTIVITY,
        implied_by=("one-works-one-trains", "one-works-one-seeks", "one-works-one-inactive"),
    ),
    Definition(
        code="single-parent-without-work",
        label=_("Single parent who does not work"),
        category=Category.ACTIVITY,
        implied_by=("single-parent-trains", "single-parent-seeks", "single-parent-inactive"),
    ),
    Definition(
        code="job-seeker",
        label=_("A parent is looking for work"),
        category=Category.ACTIVITY,
        implied_by=("one-works-one-seeks", "single-parent-seeks"),
    ),
    Definition(
        code="returns-to-work",
        label=_("A parent goes back to work"),
        category=Category.ACTIVITY,
        evidence=_("certificate of the employer with the date"),
        is_of_household=True,
    ),
    Definition(
        code="integration-programme",
        label=_("A parent follows a programme towards employment"),
        category=Category.ACTIVITY,
        evidence=_("certificate of the service in charge"),
        is_of_household=True,
    ),
    Definition(
        code="irregular-hours",
        label=_("A parent works irregular hours"),
        category=Category.ACTIVITY,
        evidence=_("certificate of the employer with the hours"),
        is_of_household=True,
    ),
    Definition(
        code="employer-agreement",
        label=_("The employer has an agreement with the coordination"),
        category=Category.ACTIVITY,
        evidence=_("certificate of the employer"),
        is_of_household=True,
    ),
    # -- the family
    Definition(
        code="single-parent",
        label=_("Single-parent family"),
        category=Category.FAMILY,
        evidence=_("judgment, or family record book"),
        implied_by=("single-parent-works", "single-parent-trains", "single-parent-seeks", "single-parent-inactive"),
        is_also_asked=True,
        is_of_household=True,
    ),
    Definition(
        code="minor-parent",
        label=_("A parent is under 18"),
        category=Category.FAMILY,
        evidence=_("identity card of the parent"),
        is_of_household=True,
    ),
    Definition(
        code="adoption", label=_("Adoption"), category=Category.FAMILY, evidence=_("judgment, or family record book")
    ),
    Definition(
        code="large-family",
        label=_("Large family"),
        category=Category.FAMILY,
        evidence=_("family record book, or household composition"),
        is_of_household=True,
    ),
    # -- brothers and sisters
    Definition(
        code="sibling-present",
        label=_("A brother or sister will be in care over the same period"),
        category=Category.SIBLINGS,
        evidence=_("certificate of the setting"),
    ),
    Definition(
        code="multiple-birth",
        label=_("Multiple birth"),
        category=Category.SIBLINGS,
        evidence=_("family record book, or medical certificate"),
    ),
    Definition(
        code="siblings-or-twins",
        label=_("Brother or sister in care, or multiple birth"),
        category=Category.SIBLINGS,
        implied_by=("sibling-present", "multiple-birth"),
    ),
    # -- care at present
    Definition(
        code="no-suitable-care",
        label=_("No care, or care that does not suit the situation of the family"),
        category=Category.CURRENT_CARE,
        group="current-care",
    ),
    Definition(
        code="lasting-care",
        label=_("Parental leave, or care that can last"),
        category=Category.CURRENT_CARE,
        group="current-care",
    ),
    # -- support and protection
    Definition(
        code="social-follow-up",
        label=_("Medical or social follow-up, assessed by professionals"),
        category=Category.VULNERABILITY,
        kind=Kind.VALUE,
        evidence=_("opinion of the service that follows the family"),
        is_sensitive=True,
        minimum=10,
        maximum=100,
    ),
    Definition(
        code="child-services-referral",
        label=_("Family sent by a maternal, child health or child protection service"),
        category=Category.VULNERABILITY,
        evidence=_("letter of the service"),
        is_sensitive=True,
    ),
    Definition(
        code="social-services-referral",
        label=_("Family sent by the social services of the commune"),
        category=Category.VULNERABILITY,
        evidence=_("letter of the service"),
        is_sensitive=True,
    ),
    Definition(
        code="urgent-situation",
        label=_("Urgent situation: death of a relative, care that breaks off, no stable home"),
        category=Category.VULNERABILITY,
        evidence=_("any document about the situation"),
        is_sensitive=True,
    ),
    # -- disability
    Definition(
        code="child-disability",
        label=_("The child has a disability or a long illness"),
        category=Category.DISABILITY,
        evidence=DISABILITY_EVIDENCE,
        is_sensitive=True,
    ),
    Definition(
        code="family-disability",
        label=_("A parent, brother or sister has a disability or a long illness"),
        category=Category.DISABILITY,
        evidence=DISABILITY_EVIDENCE,
        is_sensitive=True,
    ),
    Definition(
        code="any-disability",
        label=_("Disability in the family"),
        category=Category.DISABILITY,
        is_sensitive=True,
        implied_by=("child-disability", "family-disability"),
    ),
    # -- income
    Definition(
        code="minimum-income",
        label=_("The family lives on a minimum income"),
        category=Category.INCOME,
        evidence=_("certificate of payment less than three months old"),
        is_of_household=True,
    ),
    Definition(
        code="income-to-18000",
        label=_("Net yearly income up to €18,000"),
        category=Category.INCOME,
        evidence=_("tax notice"),
        group="income",
        is_of_household=True,
    ),
    Definition(
        code="income-18000-36000",
        label=_("Net yearly income over €18,000, up to €36,000"),
        category=Category.INCOME,
        evidence=_("tax notice"),
        group="income",
        is_of_household=True,
    ),
    Definition(
        code="income-36000-68000",
        label=_("Net yearly income over €36,000, up to €68,000"),
        category=Category.INCOME,
        evidence=_("tax notice"),
        group="income",
        is_of_household=True,
    ),
    Definition(
        code="income-over-68000",
        label=_("Net yearly income over €68,000"),
        category=Category.INCOME,
        evidence=_("tax notice"),
        group="income",
        is_of_household=True,
    ),
    # -- history of the request
    Definition(
        code="past-member",
        label=_("Former member of an associative setting, up to three years after leaving"),
        category=Category.HISTORY,
        evidence=_("old invoice, or certificate of the setting"),
        is_of_household=True,
    ),
    Definition(
        code="elder-not-served",
        label=_("No place was offered for an elder child"),
        category=Category.HISTORY,
    ),
    Definition(
        code="commissions-sat",
        label=_("Commissions the request has already been through"),
        category=Category.HISTORY,
        kind=Kind.COUNT,
        maximum=20,
    ),
    Definition(
        code="second-child-after-three-refusals",
        label=_("Second child, after three refusals for the first"),
        category=Category.HISTORY,
        group="history",
    ),
    Definition(
        code="third-request-unmet",
        label=_("Third request without a place"),
        category=Category.HISTORY,
        group="history",
    ),
    Definition(
        code="second-request-unmet",
        label=_("Second request without a place"),
        category=Category.HISTORY,
        group="history",
    ),
    Definition(
        code="first-request-unmet",
        label=_("First request without a place"),
        category=Category.HISTORY,
        group="history",
    ),
    Definition(
        code="elder-served",
        label=_("A place was already obtained for an elder child"),
        category=Category.HISTORY,
        group="history",
    ),
    Definition(
        code="waiting-one-year",
        label=_("Request more than one year old"),
        category=Category.HISTORY,
        is_computed=True,
    ),
    Definition(
        code="registered-at-four-months",
        label=_("Request made in the fifth month of pregnancy (four months completed)"),
        category=Category.HISTORY,
        group="registered",
        is_computed=True,
    ),
    Definition(
        code="registered-before-birth",
        label=_("Request made before the birth"),
        category=Category.HISTORY,
        group="registered",
        is_computed=True,
    ),
    Definition(
        code="registered-within-month-of-birth",
        label=_("Request made within the month after the birth"),
        category=Category.HISTORY,
        group="registered",
        is_computed=True,
    ),
    Definition(
        code="registered-after-month-of-birth",
        label=_("Request made more than a month after the birth"),
        category=Category.HISTORY,
        group="registered",
        is_computed=True,
    ),
    # -- earlier refusals and rules
    Definition(
        code="refused-proposal",
        label=_("Proposals that met the request and were declined"),
        category=Category.CONDUCT,
        kind=Kind.COUNT,
        maximum=20,
    ),
    Definition(
        code="rules-breach",
        label=_("Rules of the settings were broken before"),
        category=Category.CONDUCT,
    ),
)
