"""Customer, loan and call records for loan-collection call centres, in the process that needs them.

>>> import crm
>>> with crm.open("sqlite://") as db:  # in memory; "sqlite:///crm.db" is a file
...     session = db.session("agent-7")
...     john = session.customers.create(first_name="John", primary_phone_number="(555) 123-4567", state="NY")
...     answer = session.pre_call("+1 555 123 4567")
...     answer.candidates[0].customer.first_name
'John'
"""

import atexit
import datetime
import logging
import os
from typing import Any

from crm import _core
from crm._arguments import hide_wrong_arguments
from crm._core import (
    AuditEntry,
    CallStatistics,
    Candidate,
    Customer,
    CustomerNote,
    CustomerPhone,
    Dashboard,
    Database,
    Decision,
    FailureCount,
    Health,
    Interaction,
    Loan,
    LoanGroup,
    LoanNote,
    Money,
    OutcomeResult,
    Payment,
    PreCall,
    Reason,
    RecordList,
    Session,
    Statistics,
    Vehicle,
    __version__,
    disable_sqlite_memory_statistics,
)
from crm._enums import ErrorCode, PhoneKind, PhoneStatus, ReasonCode, Rule, UnknownLocation
from crm._errors import (
    Busy,
    Cancelled,
    Conflict,
    Corrupt,
    DiskFull,
    Error,
    InternalError,
    InvalidArgument,
    KeyMissing,
    Misuse,
    NotFound,
    OutOfMemory,
    PermissionDenied,
    SchemaError,
    TimeoutError,
    Unavailable,
    UnknownOutcome,
    Unsupported,
)

__all__ = [
    "AuditEntry",
    "Busy",
    "CallStatistics",
    "Cancelled",
    "Candidate",
    "Conflict",
    "Corrupt",
    "Customer",
    "CustomerNote",
    "CustomerPhone",
    "Dashboard",
    "Database",
    "Decision",
    "DiskFull",
    "Error",
    "ErrorCode",
    "FailureCount",
    "Health",
    "Interaction",
    "InternalError",
    "InvalidArgument",
    "KeyMissing",
    "Loan",
    "LoanGroup",
    "LoanNote",
    "Misuse",
    "Money",
    "NotFound",
    "OutOfMemory",
    "OutcomeResult",
    "Payment",
    "PermissionDenied",
    "PhoneKind",
    "PhoneStatus",
    "PreCall",
    "Reason",
    "ReasonCode",
    "RecordList",
    "Rule",
    "SchemaError",
    "Session",
    "Statistics",
    "TimeoutError",
    "Unavailable",
    "UnknownLocation",
    "UnknownOutcome",
    "Unsupported",
    "Vehicle",
    "__version__",
    "disable_sqlite_memory_statistics",
    "open",
]

hide_wrong_arguments(_core)

# Shown as the names by which programs know them.
for _name in __all__:
    if isinstance(_kind := globals().get(_name), type) and _kind.__module__ != "crm":
        _kind.__module__ = "crm"

# Silent until the program sets up logging.
logging.getLogger("crm").addHandler(logging.NullHandler())

os.register_at_fork(
    before=_core._before_fork,
    after_in_parent=_core._after_fork_in_parent,
    after_in_child=_core._after_fork_in_child,
)
atexit.register(_core._before_exit)


def _seconds_of_day(time: datetime.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def open(
    url: str,
    *,
    migrate: bool = False,
    timeout: float = 2.0,
    pre_call_timeout: float = 0.25,
    default_country: str = "US",
    calling_hours: tuple[datetime.time, datetime.time] = (datetime.time(8), datetime.time(21)),
    unknown_location: UnknownLocation | str = UnknownLocation.REFUSE,
    interactions: int = 5,
    pool_size: int = 8,
    key_file: str | os.PathLike[str] | None = None,
    key: bytes | None = None,
    slow_call: float | None = None,
    mmap_bytes: int = 0,
    write_cache_bytes: int = 2 << 20,
) -> Database:
    """Opens a database; it connects with the first call.

    Args:
        url: As SQLAlchemy reads it: sqlite:///crm.db (relative), sqlite:////var/lib/crm.db (absolute), sqlite:// (in
            memory), postgresql://user:password@host/name.
        migrate: Make a missing database, and bring an older schema up to date, on first use.
        timeout: Seconds that a call may take in all; each call has a timeout= of its own too.
        pre_call_timeout: The same for pre-call answers.
        default_country: ISO 3166-1: how national phone numbers and addresses are read.
        calling_hours: When a customer may be called, by the clock where the customer is; a closing time of 00:00 is the
            end of the day.
        unknown_location: What to do when nothing tells where the customer is.
        interactions: How many of the newest interactions a pre-call answer holds; 0 to 100.
        pool_size: Connections for reading, on PostgreSQL for reading and writing; 1 to 256.
        key_file: The file with the key for social security numbers; `<database>.key` when it is not given.
        key: The 32 bytes of that key, instead of a file.
        slow_call: Log calls that take this many seconds.
        mmap_bytes: SQLite: read through a memory map of up to this size.
        write_cache_bytes: SQLite: pages that the writer keeps in memory, up to this size.

    Raises:
        InvalidArgument: An option is wrong in itself.

    Example:
        >>> import crm
        >>> with crm.open("sqlite://", default_country="GB") as db:
        ...     db.health().customers
        0
    """
    options: dict[str, Any] = {
        "migrate": migrate,
        "timeout": timeout,
        "pre_call_timeout": pre_call_timeout,
        "default_country": default_country,
        "opens": _seconds_of_day(calling_hours[0]),
        "closes": _seconds_of_day(calling_hours[1]) or 24 * 3600,
        "unknown_location": unknown_location,
        "interactions": interactions,
        "pool_size": pool_size,
        "mmap_bytes": mmap_bytes,
        "write_cache_bytes": write_cache_bytes,
    }
    if key_file is not None:
        options["key_file"] = os.fspath(key_file)
    if key is not None:
        options["key"] = key
    if slow_call is not None:
        options["slow_call"] = slow_call
    return Database(url, options)
