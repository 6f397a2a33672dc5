"""Places of a group: who gets one at once, who waits, who is offered what somebody left (decisions D3 to D11a)."""

from datetime import date, timedelta

from deploy.scenarios.calculator.books import GAVE_BACK, HAS_PLACE, LEFT, OFFERED, WAITING, Application, Books


def free(books: Books, group: str) -> int:
    """An offered place is not free."""
    return books.groups[group].limit - books.groups[group].lapsed - len(books.of_group(group, HAS_PLACE, OFFERED))


def claim(books: Books, application: Application) -> None:
    """A newcomer takes a free place when nobody waits and no offer is open; otherwise waits."""
    group = application.group
    at_once = free(books, group) > 0 and not books.of_group(group, WAITING, OFFERED)
    if at_once:
        _give(books, application)
    else:
        application.standing = WAITING
        application.history.append(("CandidatePlacedOnReserveList", books.today))


def offer_on(books: Books, group: str) -> None:
    """Every free place is offered to the first of the list, and to the next."""
    for first in books.waiting(group)[: max(free(books, group), 0)]:
        first.standing = OFFERED
        first.answer_by = books.today + timedelta(days=books.answer_days)


def accept(books: Books, application: Application) -> None:
    application.answer_by = None
    _give(books, application)


def leave(books: Books, application: Application) -> None:
    """Withdrawal, refusal, silence, breaking off: away from list or place; what becomes free is offered on.

    Who finishes does not leave the place: the number of places is for the whole project (decision D11a).
    """
    before = application.standing
    application.standing, application.answer_by = GAVE_BACK if before == HAS_PLACE else LEFT, None
    if before == HAS_PLACE:
        application.place_until = books.today
    if before in (HAS_PLACE, OFFERED):
        _replace(books, application.group)


def change_limit(books: Books, group: str, limit: int) -> None:
    books.groups[group].limit = limit
    offer_on(books, group)


def next_day(books: Books, today: date) -> None:
    """The clock moves: who has not answered by yesterday has let the offer expire."""
    books.today = today
    silent = [
        one
        for one in books.applications.values()
        if one.standing == OFFERED and one.answer_by is not None and one.answer_by < today
    ]
    for application in silent:
        leave(books, application)


def _give(books: Books, application: Application) -> None:
    application.standing, application.place_from = HAS_PLACE, books.today


def _replace(books: Books, group: str) -> None:
    """A leaver's place is offered on while the rest of the project is long enough; later nobody gets it (decision D9)."""
    if books.today <= books.replacement_until:
        offer_on(books, group)
    else:
        books.groups[group].lapsed += 1
