"""Lists as pandas data frames; pandas is imported when one is wanted."""

import importlib
from typing import Any

import crm


def frame(records: "crm.RecordList[Any]") -> Any:
    """Amounts and rates stay exact as Decimal objects; days become datetime64, instants datetime64 in UTC."""
    pandas: Any = importlib.import_module("pandas")
    rows = list(records)
    columns = {
        name: _column(pandas, [getattr(row, name) for row in rows], kind, may_be_absent)
        for name, kind, may_be_absent in records._columns()
    }
    return pandas.DataFrame(columns)


def _column(pandas: Any, values: list[Any], kind: str, may_be_absent: bool) -> Any:
    if kind == "tdD":
        return pandas.Series(values, dtype="datetime64[us]")
    if kind.startswith("ts"):
        return pandas.Series(values, dtype="datetime64[us, UTC]")
    if kind in _DTYPES and not any(isinstance(value, dict) for value in values):
        required, optional = _DTYPES[kind]
        return pandas.Series(values, dtype=optional if may_be_absent else required)
    return pandas.Series(values, dtype=object)


_DTYPES = {"b": ("bool", "boolean"), "l": ("int64", "Int64"), "u": ("string", "string")}
