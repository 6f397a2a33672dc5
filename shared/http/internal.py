"""The installation's own questions to a service: its clock, whether it is quiet, what waits for a person, its read models.

Not part of the public document: the gateway asks them as the installation itself, or for an admin.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime

from pydantic import Field

from shared.bus.apply import Consumer
from shared.http.attention import add_attention
from shared.http.erasures import add_erasures
from shared.http.history import add_history
from shared.http.operations import Looking, Operations
from shared.http.parked import add_parked
from shared.http.read_models import Models, add_read_models
from shared.http.roles import STAFF, Role
from shared.http.subject import BeforeOpening, add_subject, untold
from shared.kernel.clock import FIRST_DAY, LAST_DAY, ClockMode
from shared.kernel.command import Command, View
from shared.kernel.errors import Refused
from shared.store.answer import Answer
from shared.store.transaction import Transaction, business_date

NO_MODELS = Models()
Quiet = Callable[[], Awaitable["Quietness"]]


class Quietness(View):
    """Is there still something on its way? Two quiet looks with equal totals mean it is still."""

    outbox: int = Field(description="published events not yet acknowledged by Kafka")
    lag: int = Field(description="records on the topics that this service has not applied and committed")
    due: int = Field(description="1 while deadlines of the present business date are still looked at")
    parked: int = Field(description="records that wait because they, or an earlier one of their stream, could not be applied")
    total: int = Field(description="grows with every event stored, applied or parked")


class Clock(View):
    """The two clocks of a service."""

    business_date: date
    database: datetime = Field(description="the database's clock, the one of recorded_at and known_at")


class AdvanceClock(Command):
    """Set the business date of a driven stack; it never goes back."""

    to: date = Field(ge=FIRST_DAY, le=LAST_DAY, description=f"between {FIRST_DAY} and {LAST_DAY}")


ADVANCE = """
INSERT INTO business_date (today) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET today = greatest(business_date.today, excluded.today)
"""


def internal_operations(
    mode: ClockMode,
    quiet: Quiet,
    consumers: Iterable[Consumer] = (),
    before_subject: BeforeOpening = untold,
    models: Models = NO_MODELS,
) -> Operations:
    """The operations every service offers to the installation."""

    async def advance_clock(command: AdvanceClock, tx: Transaction) -> Answer:
        """Set the business date; refused when the clock is real."""
        if mode is not ClockMode.DRIVEN:
            raise Refused("clock_not_driven", field="to", rule="only a driven stack takes its date from outside")
        await tx.db.driver.execute(ADVANCE, command.to)
        return Answer()

    async def clock(look: Looking) -> Clock:
        """The business date and the database's clock."""
        now = await look.db.driver.fetchval("SELECT clock_timestamp()")
        return Clock(business_date=await business_date(look.db, mode), database=now)

    async def quietness(look: Looking) -> Quietness:
        """Whether everything this service made, or should apply, has arrived."""
        return await quiet()

    operations = Operations()
    operations.command(advance_clock, {Role.ADMIN})
    operations.query(clock, {*STAFF, Role.SYSTEM})
    operations.query(quietness, {Role.ADMIN, Role.SYSTEM})
    add_attention(operations)
    add_parked(operations, {consumer.name: consumer for consumer in consumers})
    add_erasures(operations)
    add_history(operations)
    add_subject(operations, before_subject)
    add_read_models(operations, models)
    return operations
