"""Events: frozen facts in the past tense; what may leave the service is decided by the type of each field.

`Sealed`      identifying or free text: encrypted before it is stored, never published.
`Private[T]`  stored in clear by its owner, never published.
`PublicText`  a text that may be published for ever, such as a workshop's title.
A bare `str` is refused when the class is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class _Mark:
    """A marker inside Annotated that the event's class reads."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


PRIVATE: Final = _Mark("private")
PUBLIC: Final = _Mark("public")

Private = Annotated[T, PRIVATE]
PublicText = Annotated[str, PUBLIC, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class Sealed:
    """A personal text: in clear only between a request and its sealing, afterwards a token.

    `Sealed.of(text)` holds the clear text until the store seals it; read back from the store it holds the token, which
    only the keys in `shared.privacy` can open. Neither shows in `repr`, in errors or in logs.
    """

    __slots__ = ("clear", "token")

    def __init__(self, *, clear: str | None = None, token: str | None = None) -> None:
        self.clear = clear
        self.token = token

    @classmethod
    def of(cls, text: str) -> "Sealed":
        return cls(clear=text)

    def __repr__(self) -> str:
        return "Sealed(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and (self.clear, self.token) == (other.clear, other.token)

    def __hash__(self) -> int:
        return hash((self.clear, self.token))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_token = core_schema.no_info_after_validator_function(lambda token: cls(token=token), core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=from_token,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_token]),
            serialization=core_schema.plain_serializer_function_ser_schema(_token_of, return_schema=core_schema.str_schema()),
        )


def _token_of(value: Sealed) -> str:
    if value.token is None:
        raise ValueError("a personal text must be sealed before it is written")
    return value.token


@dataclass(frozen=True)
class About:
    """What is said of a kind of event in its class line, and which of its fields stay at home."""

    title: str
    version: int
    published: bool
    effective: str | None
    key: str
    sealed: frozenset[str]
    private: frozenset[str]

    @cached_property
    def hidden(self) -> set[str]:
        """Fields that are not published."""
        return set(self.sealed | self.private)


class Event(BaseModel):
    """A fact. Class arguments:

    `title`      the Polish name people read;
    `version`    schema version, from 1;
    `published`  False: the whole event stays with its owner;
    `effective`  the field that holds the business date of the fact (default: the day it is recorded);
    `key`        the field whose value orders it on the bus (default `project`).
    `example` is a JSON-shaped instance, shown in the catalogue and loaded by a test.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    about: ClassVar[About]
    example: ClassVar[Mapping[str, Any]]

    def __init_subclass__(cls, **_: object) -> None:
        """Class arguments are read once the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, version: int = 1, published: bool = True, effective: str | None = None, key: str = "project", **_: object
    ) -> None:
        cls.about = About(
            title=cls.model_config.get("title") or "",
            version=version,
            published=published,
            effective=effective,
            key=key,
            sealed=frozenset(name for name, field in cls.model_fields.items() if _is_sealed(field.annotation)),
            private=frozenset(name for name, field in cls.model_fields.items() if PRIVATE in field.metadata),
        )
        for name, field in cls.model_fields.items():
            _refuse_bare_text(f"{cls.__name__}.{name}", _annotation(field.annotation, field.metadata))

    def effective_on(self, recorded_on: date) -> date:
        """The business date of the fact; `recorded_on` where the event names none."""
        named: date | None = getattr(self, self.about.effective) if self.about.effective else None
        return named or recorded_on

    def stored_json(self) -> str:
        """What the owner keeps; sealed fields must hold tokens by now."""
        return self.model_dump_json()

    def published_json(self) -> bytes | None:
        """What subscribers see: the stored event less its sealed and private fields; None when nothing is published."""
        if not self.about.published:
            return None
        return self.__pydantic_serializer__.to_json(self, exclude=self.about.hidden)

    def forms(self) -> tuple[str, bytes | None]:
        """The stored and the published form; made once where nothing is left out."""
        body = self.__pydantic_serializer__.to_json(self)
        whole = self.about.published and not self.about.hidden
        return body.decode(), body if whole else self.published_json()


def _is_sealed(annotation: Any) -> bool:
    return annotation is Sealed or Sealed in get_args(annotation)


def _annotation(annotation: Any, metadata: list[Any]) -> Any:
    return Annotated[(annotation, *metadata)] if metadata else annotation


def _refuse_bare_text(where: str, annotation: Any) -> None:
    """Walk a field's type; every text must say how it may travel."""
    if annotation is str:
        raise TypeError(f"{where} is a bare str: make it Sealed, Private, PublicText or a Code")
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        if inner is str and any(isinstance(mark, _Mark | StringConstraints) for mark in marks):
            return
        _refuse_bare_text(where, inner)
    elif origin in (Union, UnionType, tuple, frozenset, list, dict):
        for part in get_args(annotation):
            if part not in (NoneType, Ellipsis):
                _refuse_bare_text(where, part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            _refuse_bare_text(f"{where}.{name}", _annotation(field.annotation, field.metadata))


class Part(BaseModel):
    """A group of fields inside an event: frozen, strict about its names, its errors without input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
