"""Examples that many tests begin with; a test names only what matters to it."""

from datetime import date, datetime
from uuid import UUID

from services.recruitment.domain.definition import (
    AfterRefusal,
    Exclusive,
    Mode,
    Order,
    PlaceRules,
    Premise,
    PriorityCode,
    PriorityGroup,
    ProjectDefinition,
    RecruitmentRules,
)
from services.recruitment.domain.place_events import (
    CandidatePlacedOnReserveList,
    ParticipantRecruited,
    ReservePlaceOffered,
    TargetGroupOpened,
)
from services.recruitment.domain.words import Sex
from shared.kernel.ids import derived_id

PROJECT = "bridge"
GROUP = {"project": PROJECT, "target_group": "residents"}
RULES = PlaceRules(
    order=Order.ORDER_OF_APPLICATIONS,
    priority_first=True,
    offer_answer_days=7,
    after_refusal=AfterRefusal.LEAVES,
    replacement_until=date(2023, 3, 31),
)


def uid(name: str) -> UUID:
    """The id of somebody or something in a test: the same name, the same id."""
    return derived_id("test", name)


def opened(limit: int, rules: PlaceRules = RULES) -> TargetGroupOpened:
    return TargetGroupOpened(**GROUP, title="Mieszkańcy", limit=limit, rules=rules)


def recruited(name: str) -> ParticipantRecruited:
    return ParticipantRecruited(**GROUP, participant=uid(name), person=uid(f"{name}'s person"), sex=Sex.FEMALE)


def placed(
    name: str, applied_at: str = "2021-02-01T09:00", *groups: PriorityCode, turn: int = 0, premises: int = 0
) -> CandidatePlacedOnReserveList:
    return CandidatePlacedOnReserveList(
        **GROUP,
        application=uid(name),
        person=uid(f"{name}'s person"),
        sex=Sex.FEMALE,
        applied_at=datetime.fromisoformat(applied_at),
        priority=bool(groups),
        priority_groups=groups,
        premises_count=premises,
        turn=turn,
    )


def offered(name: str, answer_by: str) -> ReservePlaceOffered:
    return ReservePlaceOffered(**GROUP, application=uid(name), answer_by=date.fromisoformat(answer_by))


def recruitment_rules(**changes: object) -> RecruitmentRules:
    """The rules of the announcement of "Góra pomocy 3"."""
    rules = RecruitmentRules(
        **dict(RULES),
        mode=Mode.CONTINUOUS,
        premises=tuple(Premise(code=code, title=code) for code in ("art7", "art1_uzs", "homeless", "po_pz")),
        multiple_exclusion_at_least=2,
        priority_groups=tuple(PriorityGroup(code=code, title=code.value) for code in PriorityCode),
        min_age=None,
        exclusive=Exclusive.SAME_SUPPORT,
    )
    return rules.model_copy(update=changes)


def definition(
    project: str = PROJECT, limit: int = 10, recruitment: dict[str, object] | None = None, **changes: object
) -> ProjectDefinition:
    """A small project of 2021–2023 with one target group; the money is that of "Góra pomocy 3"."""
    written = {
        "project": project,
        "title": "Kładka",
        "beneficiary": "Miejski Ośrodek Pomocy Społecznej",
        "starts_on": "2021-01-01",
        "ends_on": "2023-06-30",
        "programme": {"axis": "Oś 7", "action": "Działanie 7.1", "fund": "Europejski Fundusz Społeczny"},
        "value": {
            "total": "3500000.00",
            "currency": "PLN",
            "sources": [
                {"code": "grant", "title": "dofinansowanie", "amount": "2975000.00"},
                {"code": "own", "title": "wkład własny", "amount": "525000.00"},
            ],
        },
        "partners": [{"code": "ois", "title": "Ośrodek Integracji Społecznej"}],
        "recruitment": recruitment_rules().model_dump(mode="json") | {"organisations": ["mops", "ois"]} | (recruitment or {}),
        "target_groups": [{"code": "residents", "title": "Mieszkańcy", "limit": limit}],
    }
    return ProjectDefinition.model_validate(written | changes)


def pesel(born_on: date, number: int, sex: Sex) -> str:
    """A valid PESEL number of somebody born in 1900–2099; `number` (0–999) tells people born on one day apart."""
    month = born_on.month + (20 if born_on.year >= 2000 else 0)
    last = (number % 5) * 2 + (1 if sex is Sex.MALE else 0)
    ten = f"{born_on.year % 100:02d}{month:02d}{born_on.day:02d}{number // 5:03d}{last}"
    weighted = sum(int(digit) * weight for digit, weight in zip(ten, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return f"{ten}{-weighted % 10}"
