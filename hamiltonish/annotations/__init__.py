"""Type annotations: resolved, classified, compared, written. No dataframe library is imported."""

from hamiltonish.annotations.assign import is_assignable, is_instance
from hamiltonish.annotations.classify import VALUE_FORM, Form, Kind, form_of, is_either, is_scalar
from hamiltonish.annotations.feeds import can_feed
from hamiltonish.annotations.parts import fields_of, items_type_of, positions_of
from hamiltonish.annotations.resolve import Unresolved, resolve_annotations
from hamiltonish.annotations.samples import sample_of
from hamiltonish.annotations.text import type_text

__all__ = [
    "VALUE_FORM",
    "Form",
    "Kind",
    "Unresolved",
    "can_feed",
    "fields_of",
    "form_of",
    "is_assignable",
    "is_either",
    "is_instance",
    "is_scalar",
    "items_type_of",
    "positions_of",
    "resolve_annotations",
    "sample_of",
    "type_text",
]
