import datetime
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, Unpack

from crm import (
    AuditEntry,
    Candidate,
    Customer,
    CustomerNote,
    CustomerPhone,
    Dashboard,
    Health,
    Interaction,
    Loan,
    LoanNote,
    OutcomeResult,
    Payment,
    PreCall,
    Statistics,
    UnknownLocation,
    Vehicle,
)
from crm._core import (
    _CustomerFields,
    _CustomerNoteFields,
    _CustomerPhoneFields,
    _InteractionFields,
    _LoanFields,
    _LoanNoteFields,
    _Moment,
    _OutcomeFields,
    _PaymentFields,
    _VehicleFields,
)

__all__ = ["Database", "RecordList", "Session", "open"]

_R_co = TypeVar("_R_co", covariant=True)

class RecordList(Generic[_R_co]):
    def __init__(self, ask: Any, limit: float, question: Any) -> None: ...
    def __aiter__(self) -> AsyncIterator[_R_co]: ...

class _Mirror:
    def __init__(self, runner: Any, actor: str) -> None: ...

class Customers(_Mirror):
    async def create(
        self, *, idempotency_key: str | None = None, timeout: float | None = None, **fields: Unpack[_CustomerFields]
    ) -> Customer: ...
    async def get(self, id: int, /, *, timeout: float | None = None) -> Customer | None: ...
    async def find_account(self, account_number: str, /, *, timeout: float | None = None) -> Customer | None: ...
    async def find_external(self, external_id: str, /, *, timeout: float | None = None) -> Customer | None: ...
    async def find_ssn(self, ssn: str, /, *, timeout: float | None = None) -> list[Customer]: ...
    async def update(
        self, id: int, /, *, version: int | None = None, timeout: float | None = None, **fields: Unpack[_CustomerFields]
    ) -> Customer: ...
    async def delete(self, id: int, /, *, version: int | None = None, timeout: float | None = None) -> None: ...
    async def erase(self, id: int, /, reason: str = "", *, timeout: float | None = None) -> None: ...
    async def reveal_ssn(self, id: int, /, reason: str, *, timeout: float | None = None) -> str | None: ...
    def list(
        self,
        *,
        phone: str | None = None,
        account_prefix: str | None = None,
        name_prefix: str | None = None,
        first_name_prefix: str | None = None,
        timeout: float | None = None,
    ) -> RecordList[Customer]: ...

class Phones(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_CustomerPhoneFields],
    ) -> CustomerPhone: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> CustomerPhone | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_CustomerPhoneFields],
    ) -> CustomerPhone: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    def list(self, customer_id: int, *, timeout: float | None = None) -> RecordList[CustomerPhone]: ...

class Loans(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_LoanFields],
    ) -> Loan: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> Loan | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_LoanFields],
    ) -> Loan: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    async def find(self, id: int, /, *, timeout: float | None = None) -> Loan | None: ...
    def list(
        self,
        customer_id: int | None = None,
        *,
        min_days_past_due: int | None = None,
        status: str | None = None,
        timeout: float | None = None,
    ) -> RecordList[Loan]: ...

class Vehicles(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_VehicleFields],
    ) -> Vehicle: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> Vehicle | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_VehicleFields],
    ) -> Vehicle: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    async def find_vin(self, vin: str, /, *, timeout: float | None = None) -> Vehicle | None: ...
    def list(self, customer_id: int, *, timeout: float | None = None) -> RecordList[Vehicle]: ...

class Payments(_Mirror):
    async def record(self, customer_id: int, /, *, timeout: float | None = None, **fields: Unpack[_PaymentFields]) -> Payment: ...
    async def reverse(
        self,
        customer_id: int,
        id: int,
        /,
        reason: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Payment: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> Payment | None: ...
    def list(self, customer_id: int, *, timeout: float | None = None) -> RecordList[Payment]: ...

class Interactions(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_InteractionFields],
    ) -> Interaction: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> Interaction | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_InteractionFields],
    ) -> Interaction: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    def list(
        self, customer_id: int | None = None, *, follow_up_due: _Moment | None = None, timeout: float | None = None
    ) -> RecordList[Interaction]: ...

class CustomerNotes(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_CustomerNoteFields],
    ) -> CustomerNote: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> CustomerNote | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_CustomerNoteFields],
    ) -> CustomerNote: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    def list(self, customer_id: int, *, timeout: float | None = None) -> RecordList[CustomerNote]: ...

class LoanNotes(_Mirror):
    async def create(
        self,
        customer_id: int,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **fields: Unpack[_LoanNoteFields],
    ) -> LoanNote: ...
    async def get(self, customer_id: int, id: int, /, *, timeout: float | None = None) -> LoanNote | None: ...
    async def update(
        self,
        customer_id: int,
        id: int,
        /,
        *,
        version: int | None = None,
        timeout: float | None = None,
        **fields: Unpack[_LoanNoteFields],
    ) -> LoanNote: ...
    async def delete(
        self, customer_id: int, id: int, /, *, version: int | None = None, timeout: float | None = None
    ) -> None: ...
    def list(self, customer_id: int, *, timeout: float | None = None) -> RecordList[LoanNote]: ...

class Session(_Mirror):
    @property
    def actor(self) -> str: ...
    @property
    def customers(self) -> Customers: ...
    @property
    def phones(self) -> Phones: ...
    @property
    def loans(self) -> Loans: ...
    @property
    def vehicles(self) -> Vehicles: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def interactions(self) -> Interactions: ...
    @property
    def customer_notes(self) -> CustomerNotes: ...
    @property
    def loan_notes(self) -> LoanNotes: ...
    async def pre_call(self, number: str, /, *, timeout: float | None = None) -> PreCall: ...
    async def pre_call_many(self, numbers: Sequence[str], /, *, timeout: float | None = None) -> list[PreCall]: ...
    async def pre_call_account(self, account_number: str, /, *, timeout: float | None = None) -> Candidate | None: ...
    async def pre_call_customer(self, customer_id: int, /, *, timeout: float | None = None) -> Candidate | None: ...
    async def pre_call_json(self, number: str, /, *, timeout: float | None = None) -> str: ...
    async def post_call(self, *, timeout: float | None = None, **outcome: Unpack[_OutcomeFields]) -> OutcomeResult: ...
    async def post_call_many(
        self, outcomes: Sequence[Mapping[str, Any]], /, *, timeout: float | None = None
    ) -> list[OutcomeResult]: ...
    async def dashboard(self, *, timeout: float | None = None) -> Dashboard: ...
    def audit(self, customer_id: int = 0, *, timeout: float | None = None) -> RecordList[AuditEntry]: ...

class Database:
    def __init__(self, database: Any, threads: int) -> None: ...
    def session(self, actor: str, /) -> Session: ...
    async def migrate(self, *, timeout: float | None = None) -> int: ...
    async def warm_up(self, *, timeout: float | None = None) -> None: ...
    async def health(self, *, timeout: float | None = None) -> Health: ...
    def statistics(self) -> Statistics: ...
    async def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...

def open(
    url: str,
    *,
    pool_size: int = 8,
    migrate: bool = False,
    timeout: float = 2.0,
    pre_call_timeout: float = 0.25,
    default_country: str = "US",
    calling_hours: tuple[datetime.time, datetime.time] = ...,
    unknown_location: UnknownLocation | str = ...,
    interactions: int = 5,
    key_file: str | os.PathLike[str] | None = None,
    key: bytes | None = None,
    slow_call: float | None = None,
    mmap_bytes: int = 0,
    write_cache_bytes: int = 2 << 20,
) -> Database: ...
