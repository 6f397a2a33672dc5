"""Merging two entries of one human being, and taking it back; every id keeps leading to the person."""

from uuid import UUID

from services.recruitment import people
from services.recruitment.domain.person import PERSON, Person, PersonMerged, PersonUnmerged, merge, unmerge
from services.recruitment.people.index import lock_merging
from services.recruitment.projections.application import stands_in
from services.recruitment.projections.merge import members_of
from services.recruitment.projections.person import check_reach, ids_of, projects_of
from services.recruitment.projections.subject_request import check_correctable
from shared.kernel.command import Command
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.load import Loaded
from shared.store.transaction import Transaction


class MergePersons(Command):
    """Two entries are one human being: `merged` stands for `kept` from now on."""

    kept: UUID
    merged: UUID
    reason: Personal


class UnmergePersons(Command):
    """They are two after all: `merged` stands for itself again."""

    merged: UUID
    reason: Personal


async def merge_persons(command: MergePersons, tx: Transaction) -> Answer:
    """Merge two entries of the registry. Nothing is moved: the merged one keeps its card, keys and applications.

    Refused with itself (`merged_with_itself`), when one of them stands for another already (`already_merged`), when both
    have an open application, or a place they keep, in the same project (`both_in_project`), and where processing is
    restricted and no request for rectification is open (`processing_restricted`).
    """
    kept, merged = await _both(tx, command.kept, command.merged)
    decided = PersonMerged(
        person=command.merged, project=_home(merged.state, "merged"), into=command.kept, reason=to_seal(command.reason)
    )
    events = merge(kept.state, merged.state, decided)
    _home(kept.state, "kept")
    await _check_apart(tx, command)
    tx.append(merged, events)
    return Answer()


async def unmerge_persons(command: UnmergePersons, tx: Transaction) -> Answer:
    """Take a merge back: the state is the one before it, and whoever applied meanwhile under the kept id is entered there.

    Refused when there was none (`not_merged`), where processing is restricted and no request for rectification is open
    (`processing_restricted`), and when the kept person has no card left to be entered with (`kept_without_card`).
    """
    await lock_merging(tx)
    await _check_free(tx, command.merged, "merged")
    await people.enter_where_applied(tx, command.merged)
    stream = await tx.existing(PERSON, command.merged, field="merged")
    into = stream.state.into or command.merged
    decided = PersonUnmerged(
        person=command.merged,
        project=_home(stream.state, "merged"),
        from_person=into,
        reason=to_seal(command.reason),
    )
    tx.append(stream, unmerge(stream.state, decided))
    return Answer()


async def _both(tx: Transaction, kept: UUID, merged: UUID) -> tuple[Loaded[Person], Loaded[Person]]:
    """Both streams, locked in the order of their ids; no registration is under way."""
    await lock_merging(tx)
    fields = {kept: "kept", merged: "merged"}
    for one, field in fields.items():
        await _check_free(tx, one, field)
    found = {one: await tx.existing(PERSON, one, field=fields[one]) for one in sorted(fields, key=str)}
    return found[kept], found[merged]


async def _check_free(tx: Transaction, person: UUID, field: str) -> None:
    """The account reaches the person, who is left alone nowhere. Raises `Forbidden`, `Refused` (`processing_restricted`)."""
    await check_reach(tx.db, tx.who, person, field)
    await check_correctable(tx.db, await ids_of(tx.db, person), await projects_of(tx.db, person), field)


def _home(person: Person, field: str) -> Code:
    """The project that keeps the reason: the first that knows the person still. Raises `NotFound` for who was erased."""
    if not person.projects:
        raise NotFound("unknown_person", field=field, rule="there is no such person in the registry")
    return person.projects[0]


async def _check_apart(tx: Transaction, command: MergePersons) -> None:
    kept, merged = [await stands_in(tx.db, await members_of(tx.db, one)) for one in (command.kept, command.merged)]
    if both := sorted(kept & merged):
        rule = "both have an open application or a place in this project: one of them is withdrawn first"
        raise Refused("both_in_project", field="merged", rule=rule, project=both[0])
