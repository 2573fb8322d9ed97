"""What became of a pair of records."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    """What became of a pair: a link, a question to a person, or two records that are surely not the same and say so."""

    AUTO = "auto"
    REVIEW = "review"
    ACCEPTED = "accepted"
    SAME_ADDRESS_OTHER_NAME = "veto:same_address_other_name"
    SAME_NAME_OTHER_IDENTIFIER = "veto:same_name_other_identifier"
    SAME_IDENTIFIER_OTHER_NAME = "veto:same_identifier_other_name"
    OTHER_BRANCH = "veto:other_branch"
