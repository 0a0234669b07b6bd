"""Words of the library as enums. Each member is also the str that stands in JSON and in the database."""

from enum import StrEnum


class PhoneKind(StrEnum):
    """What kind of number it is.

    >>> crm.PhoneKind.MOBILE == "mobile"
    True
    """

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    OTHER = "other"


class PhoneStatus(StrEnum):
    """Only active numbers may be called."""

    ACTIVE = "active"
    WRONG_NUMBER = "wrong_number"
    DISCONNECTED = "disconnected"
    INACTIVE = "inactive"


class Rule(StrEnum):
    """The rules that a decision looks at."""

    ELIGIBLE = "eligible"
    NUMBER_STATUS = "number_status"
    DO_NOT_CALL = "do_not_call"
    CALLING_HOURS = "calling_hours"


class ReasonCode(StrEnum):
    """Why somebody may not be called."""

    NOT_ELIGIBLE = "not_eligible"
    NO_NUMBER = "no_number"
    NUMBER_NOT_ACTIVE = "number_not_active"
    DO_NOT_CALL = "do_not_call"
    NUMBER_DO_NOT_CALL = "number_do_not_call"
    OUTSIDE_CALLING_HOURS = "outside_calling_hours"
    LOCATION_UNKNOWN = "location_unknown"


class UnknownLocation(StrEnum):
    """What to do when nothing tells where the customer is."""

    REFUSE = "refuse"  # what we do not know counts as no
    EVERY_US_ZONE = "every_us_zone"  # allowed only while the hours allow it in every zone of the United States
    IGNORE = "ignore"  # calling hours are not looked at


class ErrorCode(StrEnum):
    """What went wrong: the same words in C++, C, JSON and on the command line."""

    INVALID_ARGUMENT = "invalid_argument"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    BUSY = "busy"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    UNAVAILABLE = "unavailable"
    UNKNOWN_OUTCOME = "unknown_outcome"
    PERMISSION = "permission"
    CORRUPT = "corrupt"
    FULL = "full"
    SCHEMA_TOO_NEW = "schema_too_new"
    SCHEMA_TOO_OLD = "schema_too_old"
    KEY_MISSING = "key_missing"
    BUFFER_TOO_SMALL = "buffer_too_small"
    UNSUPPORTED = "unsupported"
    MISUSE = "misuse"
    NO_MEMORY = "no_memory"
    INTERNAL = "internal"
