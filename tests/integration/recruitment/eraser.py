"""Setting the retention of the example project, proposing and approving erasures, and looking at what is left."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from services.recruitment import commands as use
from services.recruitment.commands.applying import AssessApplication
from services.recruitment.commands.erasing import ApproveErasure, ErasureAnswer, ProposalAnswer, ProposeErasure
from services.recruitment.commands.requests import RecordSubjectRequest, SubjectRequestAnswer
from services.recruitment.commands.retaining import (
    ApproveShorterRetentionOfProject,
    ProposeShorterRetentionOfProject,
    RetentionAnswer,
    SetRetentionOfProject,
    ShorterRetentionAnswer,
)
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.office import Office

OFFICER = Who(ActorId(uuid4()), frozenset({"data_protection_officer"}), "MOPS")
ENDED = {"agreement_ended_on": "2023-06-30", "accounts_submitted_on": "2024-02-15"}
MEASURED = {"effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}}


async def keep(office: Office, project: str = "bridge", **more: Any) -> RetentionAnswer:
    """Until 31.12.2026, and candidates without a place until 30.06.2024."""
    said = {"project": project, "basis": "reg_1303_2013_two_years"} | ENDED | more
    return await office.do(use.set_retention, SetRetentionOfProject.model_validate(said), RetentionAnswer)


async def shorten(office: Office, proposal: UUID, **more: Any) -> RetentionAnswer:
    body = ApproveShorterRetentionOfProject(project="bridge", proposal=proposal)
    return await office.do(use.approve_shorter_retention, body, RetentionAnswer, **more)


async def propose_shorter(office: Office, **more: Any) -> ShorterRetentionAnswer:
    """By the officer, as `keep` says it."""
    said = {"project": "bridge", "basis": "reg_1303_2013_two_years", "reason": "rozliczono wcześniej"} | ENDED | more
    body = ProposeShorterRetentionOfProject.model_validate(said)
    return await replace(office, who=OFFICER).do(use.propose_shorter_retention, body, ShorterRetentionAnswer)


async def propose(office: Office, kind: str, **more: Any) -> ProposalAnswer:
    body = ProposeErasure.model_validate({"project": "bridge", "kind": kind} | more)
    return await replace(office, who=OFFICER).do(use.propose_erasure, body, ProposalAnswer)


async def approve(office: Office, batch: UUID, **request: Any) -> ErasureAnswer:
    return await office.do(use.approve_erasure, ApproveErasure(batch=batch), ErasureAnswer, **request)


async def erase(office: Office, kind: str, **more: Any) -> ErasureAnswer:
    """Proposed by the officer, approved by the coordinator."""
    return await approve(office, (await propose(office, kind, **more)).batch_id)


async def asked(office: Office, who: UUID, kind: str = "erasure", **more: Any) -> SubjectRequestAnswer:
    said = {"person": who, "kind": kind, "received_on": "2024-03-01", "channel": "letter"} | more
    body = RecordSubjectRequest.model_validate(said)
    return await office.do(use.record_subject_request, body, SubjectRequestAnswer)


async def person_of(office: Office, applied: UUID) -> UUID:
    (row,) = await office.rows("SELECT person FROM application_card WHERE application = $1", applied)
    return UUID(str(row["person"]))


async def participant(office: Office, **form: Any) -> UUID:
    """Somebody who took part, left along the path, and whose contract names goals."""
    await office.today("2021-03-01")
    who = await office.candidate(**form)
    await office.sign(who, goals=["praca"])
    await office.today("2022-05-31")
    await office.attended(who, uuid4(), "2021-03-10", "vocational")
    await office.end(who, "2022-05-31", "path_completed", along_path=True)
    return who


async def rejected(office: Office, **form: Any) -> UUID:
    await office.today("2021-03-01")
    applied = await office.submit(**form)
    no = AssessApplication(application=applied.application_id, eligible=False, reasons=("age",))
    await office.do(use.assess_application, no)
    return applied.application_id


async def names(office: Office) -> set[str]:
    """Ids of the people whom the registry still knows in the project."""
    return {str(row["person"]) for row in await office.rows("SELECT person FROM person_card WHERE project = 'bridge'")}


async def wrapped(office: Office, project: str = "bridge") -> set[str]:
    """Subjects of the keys that still open something."""
    query = "SELECT subject FROM keyring.data_key WHERE project = $1 AND wrapped IS NOT NULL"
    return {row["subject"] for row in await office.rows(query, project)}
