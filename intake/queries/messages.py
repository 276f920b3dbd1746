"""What a partner's message says beside claims, and what we answered it: for its page."""

from dataclasses import dataclass

from intake.models import (
    Acknowledgement,
    Announcement,
    AnnouncementLine,
    Deduction,
    Document,
    Remittance,
    RemittanceLine,
)

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PartnerMessage:
    """Everything kept of one message that is no claim and no table."""

    announcement: Announcement | None
    announced: tuple[AnnouncementLine, ...]
    remittance: Remittance | None
    remitted: tuple[RemittanceLine, ...]
    deductions: tuple[Deduction, ...]
    answer: Acknowledgement | None


def message_of(document: Document) -> PartnerMessage:
    """Return what is kept of a document that a trading partner sent."""
    announcement = Announcement.objects.filter(document=document).first()
    remittance = Remittance.objects.filter(document=document).first()
    return PartnerMessage(
        announcement=announcement,
        announced=tuple(
            AnnouncementLine.objects.filter(announcement=announcement).order_by("position")[
                :_MOST_SHOWN
            ]
        )
        if announcement
        else (),
        remittance=remittance,
        remitted=tuple(
            RemittanceLine.objects.filter(remittance=remittance).order_by("position")[:_MOST_SHOWN]
        )
        if remittance
        else (),
        deductions=tuple(
            Deduction.objects.filter(document=document).order_by("position")[:_MOST_SHOWN]
        ),
        answer=acknowledgement_of(document),
    )


def acknowledgement_of(document: Document) -> Acknowledgement | None:
    """Return our answer to the interchange a document is, or came in."""
    owners = [document.pk] if document.section is None else [document.pk, document.parent_id]
    return Acknowledgement.objects.filter(document__in=owners).first()
