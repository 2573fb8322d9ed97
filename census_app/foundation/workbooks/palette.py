"""Colours and fonts shared by every workbook; each colour also stands beside a word, an arrow or a star."""

from __future__ import annotations

FONT = "微软雅黑"
CODE_FONT = "Consolas"

INK = "#1C2733"
MUTE = "#6B7785"
LINE = "#C3CBD4"
PANEL = "#F3F5F8"
HEADER = "#3A4A5A"
ACCENT = "#0B7A75"
PROVEN = "#2E7D4F"
PROVEN_GROUND = "#E6F4EA"
UP = "#C8372D"
DOWN = "#2E7D4F"

URGENT_GROUND, URGENT_INK = "#C8372D", "#FFFFFF"
IMPORTANT_GROUND, IMPORTANT_INK = "#FFE9C4", "#7A4700"
NORMAL_GROUND, NORMAL_INK = "#FFFFFF", "#41658A"
AMBER = "#B26A00"
BLUE = "#41658A"

ANSWER_HEADER = "#FFD966"
ANSWER_BANNER = "#FFF2CC"
ANSWER_CELL = "#FFFEF5"
ANSWER_LINE = "#D9B24C"
MISSING = "#F8B26A"
CHOSEN = "#DFF0E3"
BLIND_GROUND = "#FFF4E0"
HEAD_GROUND = "#E3F1F0"

COLOURS = frozenset(value[1:] for value in list(vars().values()) if isinstance(value, str) and value.startswith("#"))
"""All of them as RRGGBB: a cell of any other colour was coloured by somebody else."""
