"""Commitments: a contract or a planned activity binds money of a line, until it is used or released."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.finance.commands.sealing import sealed
from services.finance.domain.budget import BUDGET
from services.finance.domain.ledger import Commit, Release, decide
from services.finance.domain.words import DocumentNumber, LineCode, Positive
from services.finance.projections import known_activity
from services.finance.projections.known_project import known
from services.finance.projections.ledger import project_of_commitment
from services.finance.projections.supplier_card import supplier_of
from shared.http.patience import until
from shared.http.scope import check_scope
from shared.kernel.command import Command
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code, new_id
from shared.privacy.personal import Personal
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Transaction


class Contract(Command):
    """A contract with a supplier; it binds money from the day it was signed."""

    supplier: UUID
    number: DocumentNumber
    signed_on: date


class CommitMoney(Command):
    """How much (PLN) of which line, and by what: exactly one of a contract and an activity."""

    project: Code
    line: LineCode
    amount: Positive
    contract: Contract | None = None
    activity: UUID | None = Field(default=None, description="a planned activity; it binds money from today")


class CommittedAnswer(Answer):
    """The new commitment."""

    commitment_id: UUID


class ReleaseCommitment(Command):
    """Which commitment ends, and why."""

    commitment: UUID
    reason: Personal


async def commit_money(command: CommitMoney, tx: Transaction) -> CommittedAnswer:
    """Bind money of a line by a contract with a supplier, or by a planned activity.

    Refused: `unknown_project`, `unknown_budget`, `unknown_supplier`, `unknown_activity`, `unknown_line`,
    `contract_or_activity`, `date_in_future`, `line_is_indirect`, `over_the_line`.
    """
    check_scope(tx.who, command.project)
    await known(tx.db, command.project)
    await _check_purpose(command, tx)
    budget = await tx.load(BUDGET, command.project)
    contract = command.contract
    commit = Commit(
        project=command.project,
        commitment=new_id(),
        line=command.line,
        amount=command.amount,
        on=contract.signed_on if contract else tx.today,
        today=tx.today,
        supplier=contract and contract.supplier,
        contract_number=contract and contract.number,
        activity=command.activity,
    )
    tx.append(budget, decide(budget.state, commit))
    return CommittedAnswer(commitment_id=commit.commitment)


async def release_commitment(command: ReleaseCommitment, tx: Transaction) -> Answer:
    """Free what a commitment has not used. Refused: `unknown_commitment`, `commitment_released`."""
    project = await project_of_commitment(tx.db, command.commitment)
    check_scope(tx.who, project)
    budget = await tx.load(BUDGET, project)
    release = Release(project=project, commitment=command.commitment, reason=sealed(command.reason))
    tx.append(budget, decide(budget.state, release))
    return Answer()


async def hear_of_activity(database: Database, command: CommitMoney) -> None:
    """Wait a moment for the activity, which may just have been planned."""
    asked = [command.activity] if command.activity else []
    await until(database, lambda db: known_activity.all_known(db, command.project, asked))


async def _check_purpose(command: CommitMoney, tx: Transaction) -> None:
    if (command.contract is None) == (command.activity is None):
        raise Invalid(
            "contract_or_activity", field="contract", rule="money is bound by a contract or by an activity, by one of them"
        )
    if command.contract is not None:
        await supplier_of(tx.db, command.contract.supplier, "contract.supplier")
    await known_activity.check_known(tx.db, command.project, {"activity": command.activity})
