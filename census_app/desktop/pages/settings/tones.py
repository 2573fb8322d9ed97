"""Tones of the words that say how a person can sign in, what became of a change, how a check ended."""

from __future__ import annotations

SIGN_IN_TONES = {
    "pin": "ok",
    "os": "ok",
    "code": "low",
    "locked": "high",
    "none": "mid",
    "left": "mute",
    "coming": "mute",
}
CHANGE_TONES = {"new": "ok", "changed": "low", "left": "mid"}
