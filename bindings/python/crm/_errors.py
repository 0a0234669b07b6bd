"""What the library raises: one class for each kind of failure, each also a subclass of the builtin that fits."""

import builtins
from typing import Any

from crm._enums import ErrorCode


class Error(Exception):
    """Everything the library raises. The message is a full sentence that says what to do, without personal data.

    >>> try:
    ...     session.customers.create(state="Ontario", credit_score=5000)
    ... except crm.Error as error:
    ...     (error.code.value, error.field, error.retryable)
    ('invalid_argument', 'credit_score', False)
    """

    code: ErrorCode
    field: str | None  # the field or option at fault
    sqlstate: str | None  # PostgreSQL's five characters

    def __init__(self, message: str, code: ErrorCode, field: str | None = None, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.sqlstate = sqlstate

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later without a change."""
        return self.code in _RETRYABLE

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.args[0], self.code, self.field, self.sqlstate)


class InvalidArgument(Error, ValueError):
    """A value is of the wrong type, form, length or range; `field` names it.

    >>> session.pre_call("anonymous")
    Traceback (most recent call last):
        ...
    crm.InvalidArgument: number: ...
    """


class NotFound(Error, KeyError):
    """No such record, or no such database file.

    >>> try:
    ...     session.customers.update(99, city="Boston")
    ... except KeyError as error:  # the builtin that fits
    ...     type(error).__name__
    'NotFound'
    """


class Conflict(Error):
    """The record has changed, the value is taken, or the same call id has other content.

    >>> session.customers.create(account_number="1234567890")
    Traceback (most recent call last):
        ...
    crm.Conflict: ...
    """


class Busy(Error):
    """Too many callers wait already, or the database is locked: try again."""


class TimeoutError(Error, builtins.TimeoutError):
    """The deadline has passed; nothing was written."""


class Cancelled(Error):
    """Another thread cancelled the call; nothing was written."""


class Unavailable(Error, ConnectionError):
    """The database cannot be reached now."""


class UnknownOutcome(Error):
    """Written or not: ask again with the same call id."""


class PermissionDenied(Error, PermissionError):
    """The operating system or the database refuses."""


class Corrupt(Error):
    """The database file is damaged, or no database."""


class DiskFull(Error, OSError):
    """The disk is full."""


class SchemaError(Error):
    """The database was made by a newer libcrm, or needs `crmctl migrate`; `code` says which."""


class KeyMissing(Error):
    """The key for social security numbers is missing, or another one than the database's."""


class Unsupported(Error, NotImplementedError):
    """This build or this database cannot do that."""


class Misuse(Error, RuntimeError):
    """The call breaks a rule of the library; the message says which.

    >>> with crm.open("sqlite://") as closed:
    ...     pass
    >>> closed.health()
    Traceback (most recent call last):
        ...
    crm.Misuse: The database is closed: open it again.
    """


class OutOfMemory(Error, MemoryError):
    """An allocation failed."""


class InternalError(Error):
    """A bug in libcrm: please report it."""


_CLASSES: dict[ErrorCode, type[Error]] = {
    ErrorCode.INVALID_ARGUMENT: InvalidArgument,
    ErrorCode.NOT_FOUND: NotFound,
    ErrorCode.CONFLICT: Conflict,
    ErrorCode.BUSY: Busy,
    ErrorCode.TIMEOUT: TimeoutError,
    ErrorCode.CANCELLED: Cancelled,
    ErrorCode.UNAVAILABLE: Unavailable,
    ErrorCode.UNKNOWN_OUTCOME: UnknownOutcome,
    ErrorCode.PERMISSION: PermissionDenied,
    ErrorCode.CORRUPT: Corrupt,
    ErrorCode.FULL: DiskFull,
    ErrorCode.SCHEMA_TOO_NEW: SchemaError,
    ErrorCode.SCHEMA_TOO_OLD: SchemaError,
    ErrorCode.KEY_MISSING: KeyMissing,
    ErrorCode.UNSUPPORTED: Unsupported,
    ErrorCode.MISUSE: Misuse,
    ErrorCode.NO_MEMORY: OutOfMemory,
}
_RETRYABLE = {ErrorCode.BUSY, ErrorCode.TIMEOUT, ErrorCode.UNAVAILABLE, ErrorCode.UNKNOWN_OUTCOME}


def _make(code: str, message: str, field: str, sqlstate: str) -> Error:
    """The exception for an error of the library."""
    known = ErrorCode(code)
    return _CLASSES.get(known, InternalError)(message, known, field or None, sqlstate or None)
