"""What staff do all day, by role: each errand is a few pages and forms one after the other, as a person goes through them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from deploy.scenarios.pesel import Sex, pesel
from tests.load.screen import Person

CODE = "gora-pomocy-3"
PROJECT = f"/projects/{CODE}"
ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
NAMES = ("Kowal", "Nowak", "Wiś", "Wójcik", "Kami")
Errand = Callable[[Person], Awaitable[object]]


async def see_what_waits(me: Person) -> None:
    if await me.open("/"):
        await me.open(PROJECT)


async def look_at_an_application(me: Person) -> None:
    """From the list to somebody who waits, and why they stand there."""
    if await me.open(f"{PROJECT}/recruitment") and await me.follow(f"/applications/{ID}"):
        await me.follow(f"/applications/{ID}/why")


async def look_somebody_up(me: Person) -> None:
    """By name, with a purpose; then the card and its tabs."""
    if not await me.open("/people") or not await me.send("/people", project=CODE, name=me.rng.choice(NAMES)):
        return
    if await me.follow(f"/people/{ID}"):
        for tab in me.rng.sample(("activities", "documents", "history"), 2):
            await me.follow(f"/people/{ID}/{tab}.*")


async def take_in_an_application(me: Person) -> None:
    """Step by step: each is kept, the last hands it in."""
    start = f"{PROJECT}/recruitment/apply"
    if not await me.open(start) or not await me.send(start):
        return
    me.number += 50
    number = pesel(date(1970, 1 + me.number % 12, 1 + me.number // 12 % 28), Sex.FEMALE, me.number % 5000)
    applied = {"applied_at__day": "1", "applied_at__month": "6", "applied_at__year": "2023", "applied_time": "9:15"}
    steps: Sequence[dict[str, str]] = (
        {"person__given_name": "Anna", "person__family_name": "Nowak", "person__pesel": number},
        {"target_group": "residents", "labour_status": "inactive", **applied},
        {"disability__degree": "none"},
        {"no_same_support": "true"},
        {},
    )
    for typed in steps:
        if not await me.send(me.shown.request.url.path, **typed):
            return


async def assess_an_application(me: Person) -> None:
    """One that waits, if any does: everything it asks for is met."""
    if await me.open("/?kind=assessment") and await me.follow(f"/applications/{ID}/assess"):
        met = {name.replace(".", "__"): "met" for name in me.names(r"results\.[a-z_]+")}
        await me.send(me.shown.request.url.path, raced=True, **met)


async def approve_a_document(me: Person) -> None:
    """One that somebody else recorded."""
    if await me.open("/?kind=approval") and await me.follow(f"/expenses/{ID}"):
        approving = f"{me.shown.request.url.path}/approve"
        if approving in me.actions():
            await me.send(approving, raced=True)


async def see_the_project(me: Person) -> None:
    if await me.open(PROJECT):
        await me.open(f"{PROJECT}/recruitment")


async def report(me: Person) -> None:
    if await me.open(f"{PROJECT}/reports"):
        await me.open(f"{PROJECT}/effectiveness")


async def see_what_went_wrong(me: Person) -> None:
    await me.open("/attention")


async def see_an_activity(me: Person) -> None:
    if await me.open(f"{PROJECT}/activities") and await me.follow(f"/activities/{ID}"):
        await me.follow(f"/sessions/{ID}/attendance")


async def record_attendance(me: Person) -> None:
    """A session that was held and forgotten: it is added, and its list filled in."""
    if not await me.open(f"{PROJECT}/activities") or not await me.follow(f"/activities/{ID}"):
        return
    activity = me.shown.request.url.path
    before = set(me.links(f"/sessions/{ID}/attendance"))
    if not await me.follow(f"{activity}/sessions/new"):
        return
    day = {"on__day": str(me.rng.randint(1, 28)), "on__month": str(me.rng.randint(1, 6)), "on__year": "2023"}
    if not await me.send(f"{activity}/sessions/new", hours="2", **day):
        return
    added = set(me.links(f"/sessions/{ID}/attendance")) - before
    if added and await me.open(added.pop()) and (people := me.participants()):
        present = {f"status__{who}": "present" for who in people}
        await me.send(me.shown.request.url.path, late_reason="Uzupełnienie dziennika", **present)


async def see_the_budget(me: Person) -> None:
    if await me.open(f"{PROJECT}/budget") and await me.open(f"{PROJECT}/expenses"):
        await me.follow(f"/expenses/{ID}")


async def record_an_expense(me: Person) -> None:
    form = f"{PROJECT}/expenses/new"
    if not await me.open(form):
        return
    me.number += 50
    day = {"issued_on__day": "10", "issued_on__month": "5", "issued_on__year": "2023"}
    amounts = {"net": "10,00", "vat": "2,30", "gross": "12,30", "rows__0__eligible": "12,30"}
    chosen = {"supplier": me.rng.choice(me.options("supplier")), "rows__0__line": me.rng.choice(me.options("rows.0.line"))}
    await me.send(form, number=f"FV {me.number}", title="Materiały", **day, **amounts, **chosen)


async def audit(me: Person) -> None:
    for place in ("/audit", "/audit/log", f"{PROJECT}/budget", f"{PROJECT}/recruitment"):
        await me.open(place)


DAYS: Mapping[str, Sequence[tuple[int, Errand]]] = {
    "social_worker": (
        (3, look_somebody_up),
        (3, look_at_an_application),
        (2, see_what_waits),
        (1, take_in_an_application),
        (1, assess_an_application),
    ),
    "coordinator": (
        (2, see_what_waits),
        (2, see_the_project),
        (2, report),
        (1, see_what_went_wrong),
        (1, look_somebody_up),
        (2, approve_a_document),
    ),
    "trainer": ((3, see_an_activity), (2, record_attendance), (1, see_what_waits)),
    "accountant": ((3, see_the_budget), (2, record_an_expense), (1, see_what_waits)),
    "auditor": ((2, audit), (1, report)),
}
"""How often each is done, beside the others."""
