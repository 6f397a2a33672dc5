"""Two kinds of fault: the infrastructure is away (try again) or the thing itself is wrong (trying again changes nothing)."""

import asyncpg
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError

_DATABASE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


KINDS: tuple[type[Exception], ...] = (*_DATABASE, OSError, TimeoutError, KafkaError, DBAPIError)
"""What a fault of the infrastructure may be; `is_infrastructure` says whether one is."""


def is_infrastructure(fault: BaseException) -> bool:
    """True when waiting may help: a connection, a server that starts or stops, a deadlock, a broker."""
    if isinstance(fault, ValueError):
        return False  # asyncpg's complaints about a value are interface errors as well
    if isinstance(fault, DBAPIError):
        return fault.connection_invalidated or (
            fault.orig is not None and is_infrastructure(fault.orig.__cause__ or fault.orig)
        )
    return isinstance(fault, KINDS)
