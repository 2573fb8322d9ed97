"""The tables of the matching benchmark as text."""

from __future__ import annotations

from collections.abc import Sequence

from tests.matching_truth.measure import Band, Quality, Share

from .process import Cost

HEAD = f"{'engine':<34}{'F1':>8}{'P':>8}{'R':>8}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}"


def engine_line(name: str, quality: Quality, cost: Cost | None) -> str:
    figures = f"{name:<34}{quality.f1:8.4f}{quality.precision:8.4f}{quality.recall:8.4f}"
    return figures + (f"{cost.cpu:9.1f}{cost.wall:9.1f}{cost.peak:9d}" if cost else "")


def shares(title: str, measured: Sequence[Share]) -> str:
    """One line a kind: pairs, linked, share."""
    lines = [f"{one.name:<24}{one.pairs:>9}{one.linked:>9}{one.share:9.4f}" for one in measured]
    return "\n".join([f"\n{title:<24}{'pairs':>9}{'linked':>9}{'share':>9}", *lines])


def bands(title: str, measured: Sequence[Band]) -> str:
    """One line a band: pairs, shown, measured with interval, difference in points."""
    lines = [
        f"{band.low:>6}–{band.high:<6}{band.pairs:>9}{band.shown:9.4f}{band.true:9.4f}"
        f"   {band.interval[0]:.4f}–{band.interval[1]:.4f}{(band.true - band.shown) * 100:+8.1f}"
        for band in measured
    ]
    return "\n".join(
        [f"\n{title}", f"{'band':<13}{'pairs':>9}{'shown':>9}{'true':>9}{'95 %':>12}{'points':>13}", *lines]
    )
