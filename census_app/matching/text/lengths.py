"""Which texts of a column have a certain length, told at once for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def lengths(texts: Sequence[str]) -> NDArray[np.intp]:
    """The number of characters of each text."""
    import numpy as np

    return np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))


def ascii_of_length(texts: Sequence[str], length: int) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """The places of the texts of so many ASCII characters, rising, and a row of their characters for each."""
    import numpy as np

    places = np.flatnonzero(lengths(texts) == length)
    found = [texts[place] for place in places.tolist()]
    if not "".join(found).isascii():
        plain = [text.isascii() for text in found]
        places, found = places[np.array(plain, dtype=bool)], [text for text in found if text.isascii()]
    return places, np.frombuffer("".join(found).encode(), dtype=np.uint8).reshape(-1, length)
