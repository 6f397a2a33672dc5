"""The people of a scenario: invented candidates with everything an application asks for, and what they will do later."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from deploy.scenarios.names import invented_name
from deploy.scenarios.pesel import Numbers, Sex

PREMISES = ("art7", "art1_uzs", "homeless", "po_pz")
DEGREES = ("none", "mild", "moderate", "severe", "refused")
DEGREE_WEIGHTS = (62, 10, 14, 6, 8)
KINDS = ("coupled", "psychiatric", "intellectual", "developmental")
LABOUR = ("unemployed_registered", "unemployed_unregistered", "inactive", "employed")
LABOUR_WEIGHTS = (42, 18, 34, 6)
WOMEN = 0.62
YOUNGEST, OLDEST = date(2002, 12, 31), date(1953, 1, 1)


class Organisation(StrEnum):
    """Whose worker brings the candidate in; the value is the login of the demo account."""

    MOPS = "social_worker"
    OIS = "social_worker_ois"


class AnswerToOffer(StrEnum):
    """What somebody does with a place offered from the reserve list."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    SILENCE = "silence"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who applies; `key` names the application in the scenario, `person` the person."""

    number: int
    given_name: str
    family_name: str
    pesel: str
    born: date
    sex: Sex
    organisation: Organisation
    premises: tuple[str, ...]
    degree: str
    kinds: tuple[str, ...]
    labour_status: str

    @property
    def key(self) -> str:
        return f"a{self.number:03}"

    @property
    def person(self) -> str:
        return f"p{self.number:03}"

    def application(self, project: str, group: str, applied_at: str) -> dict[str, Any]:
        """The input of submit_application."""
        return {
            "project": project,
            "target_group": group,
            "person": {"given_name": self.given_name, "family_name": self.family_name, "pesel": self.pesel},
            "applied_at": applied_at,
            "premises": list(self.premises),
            "disability": {"degree": self.degree, "kinds": list(self.kinds)},
            "labour_status": self.labour_status,
            "no_same_support": True,
        }


def candidates(random: Random, count: int) -> list[Candidate]:
    """So many people, no two with the same number."""
    numbers = Numbers(random)
    return [_candidate(random, numbers, number) for number in range(1, count + 1)]


def _candidate(random: Random, numbers: Numbers, number: int) -> Candidate:
    sex = Sex.FEMALE if random.random() < WOMEN else Sex.MALE
    given_name, family_name = invented_name(random, sex)
    born = OLDEST + timedelta(days=random.randrange((YOUNGEST - OLDEST).days))
    degree = random.choices(DEGREES, DEGREE_WEIGHTS)[0]
    return Candidate(
        number=number,
        given_name=given_name,
        family_name=family_name,
        pesel=numbers.next(born, sex),
        born=born,
        sex=sex,
        organisation=Organisation.OIS if random.random() < 0.3 else Organisation.MOPS,
        premises=_premises(random),
        degree=degree,
        kinds=_kinds(random, degree),
        labour_status=random.choices(LABOUR, LABOUR_WEIGHTS)[0],
    )


def _premises(random: Random) -> tuple[str, ...]:
    """Most use social assistance; about one in four has more than one premise."""
    first = random.choices(PREMISES, (70, 12, 6, 12))[0]
    others = [premise for premise in PREMISES if premise != first]
    more = random.choices((0, 1, 2), (74, 20, 6))[0]
    chosen = {first, *random.sample(others, more)}
    return tuple(premise for premise in PREMISES if premise in chosen)


def _kinds(random: Random, degree: str) -> tuple[str, ...]:
    if degree in ("none", "refused") or random.random() < 0.6:
        return ()
    return (random.choice(KINDS),)
