"""Taking in an application in steps: it can be left and continued; what was typed waits under a random id.

Nothing is handed in before the last step; whatever is refused there leads back to the step and the field.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Typed
from services.gateway.pages.keeping import dropped, keep, typed_of
from services.gateway.pages.recruitment.alike import alike
from services.gateway.pages.recruitment.known import Project, project_of
from services.gateway.pages.recruitment.listing import drafts_of
from services.gateway.pages.recruitment.number import number_says
from services.gateway.pages.recruitment.steps import ASKED, DONE, Step, asked_in, command, step_of, whole, with_number_said
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Forbidden, Invalid, Refused
from shared.kernel.ids import new_id

router = APIRouter()
APPLY = "/projects/{project}/recruitment/apply"
INTAKE = APPLY + "/{intake}"


@router.get(APPLY)
async def start_page(visit: SignedIn, project: str) -> Response:
    """What will be asked, and what was begun."""
    _check(visit)
    found = await project_of(visit, project)
    return draw(visit, "recruitment/start.html", project=found, drafts=await drafts_of(visit, found))


@router.post(APPLY)
async def start(visit: SignedIn, project: str, form: Sent) -> Response:
    """A new one, at its first step."""
    _check(visit)
    return go(f"{APPLY.format(project=project)}/{new_id()}/{Step.PERSON}")


@router.get(INTAKE)
async def tasks_page(visit: SignedIn, project: str, intake: UUID) -> Response:
    """The steps and how far each is."""
    _check(visit)
    shown = await _shown(visit, project, intake)
    return draw(visit, "recruitment/tasks.html", **shown)


@router.post(INTAKE)
async def throw_away(visit: SignedIn, project: str, intake: UUID, form: Sent) -> Response:
    """What was begun is not wanted: nothing of it is kept."""
    await _drop(visit, project, intake)
    return go(f"/projects/{project}/recruitment")


@router.post(INTAKE + "/person/pesel")
async def number_typed(visit: SignedIn, project: str, intake: UUID, form: Sent) -> Response:
    """Beside the field, while one goes on typing: what the number says, or what is wrong with it."""
    _check(visit)
    try:
        said = await number_says(visit, form.text("person.pesel")) if form.text("person.pesel").strip() else None
    except Invalid as no:
        return draw(visit, "recruitment/number.html", number=None, known=None, errors=errors_of(no, visit.language))
    known = await alike(visit, project, form) if said else None
    return draw(visit, "recruitment/number.html", number=said, known=known)


@router.get(INTAKE + "/{step}")
async def step_page(visit: SignedIn, project: str, intake: UUID, step: Step) -> Response:
    """A step as far as it is typed; the second one also says who may be the same human being."""
    _check(visit)
    shown = await _shown(visit, project, intake)
    drafts: dict[Step, Typed] = shown["drafts"]
    beside = step in (Step.SITUATION, Step.CHECK) and drafts[Step.PERSON]
    known = await alike(visit, project, whole({Step.PERSON: drafts[Step.PERSON]})) if beside else None
    return draw(visit, f"recruitment/{step}.html", typed=drafts.get(step, {}), known=known, **shown)


@router.post(INTAKE + "/check")
async def submit(visit: SignedIn, project: str, intake: UUID, form: Sent) -> Response:
    """Hand it in. What is refused is shown at its field, in the first of its steps, with everything as typed."""
    _check(visit)
    shown = await _shown(visit, project, intake)
    drafts: dict[Step, Typed] = shown["drafts"]
    try:
        answer = await tell(visit, "submit_application", form, command(project, whole(drafts)))
    except Refused as no:
        step = step_of(no)
        errors = [one for one in errors_of(no, visit.language) if asked_in(one.field) is step]
        at = {"errors": errors, "typed": drafts.get(step, {}), "known": None}
        return draw(visit, f"recruitment/{step}.html", no.status, **at, **shown)
    await _drop(visit, project, intake)
    return go(f"/applications/{answer['application_id']}?done=submitted")


@router.post(INTAKE + "/{step}")
async def go_on(visit: SignedIn, project: str, intake: UUID, step: Step, form: Sent) -> Response:
    """Keep the step and go to the next one; a number that cannot be one is said at once."""
    _check(visit)
    typed: Typed = {**form.typed, DONE: "1"}
    try:
        if step is Step.PERSON and form.text("person.pesel").strip():
            said = await number_says(visit, form.text("person.pesel"))
            typed = with_number_said(typed, said.birth_date, said.sex)
    except Invalid as no:
        await keep(visit, draft(project, intake, step), form.typed)
        shown = await _shown(visit, project, intake)
        return draw_again(visit, f"recruitment/{step}.html", form, no, known=None, **shown)
    await keep(visit, draft(project, intake, step), typed)
    place = f"{INTAKE.format(project=project, intake=intake)}"
    return go(place if form.text("leave") else f"{place}/{step.next}")


def draft(project: str, intake: UUID, step: Step) -> str:
    """What a step is kept under: no personal data in it."""
    return f"intake/{project}/{intake}/{step}"


async def _shown(visit: Visit, code: str, intake: UUID) -> dict[str, Any]:
    project: Project = await project_of(visit, code)
    drafts: dict[Step, Typed] = {step: await typed_of(visit, draft(code, intake, step)) for step in ASKED}
    return {
        "project": project,
        "intake": intake,
        "drafts": drafts,
        "place": INTAKE.format(project=code, intake=intake),
        "name": f"intake/{code}/{intake}",
        "entered": whole(drafts),
    }


async def _drop(visit: Visit, project: str, intake: UUID) -> None:
    for step in ASKED:
        await dropped(visit, draft(project, intake, step))


def _check(visit: Visit) -> None:
    """Who may not hand in an application is not asked for one. Raises `Forbidden` (`role_missing`)."""
    if not visit.may("submit_application"):
        raise Forbidden("role_missing", field="roles", rule="only case workers take in applications")
