"""The process that parses texts beside the one that compares: a question in, an answer out.

A question is a number, what it stands for where that is new to this process, a kind and texts. They are parsed with the
help of what was learned under that number; without a kind they are what is to be learned from. Or it is a task, and
what comes of it is the answer. The process ends with its input.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from census_app.matching.context import Context, learned_from
from census_app.matching.parsing import parse_texts
from census_app.matching.wire import BUFFERED, Task, receive, send


def main() -> int:
    """Answer questions until the input ends."""
    # whatever a library prints must not get among the answers
    answers = os.fdopen(os.dup(1), "wb", BUFFERED)
    os.dup2(2, 1)
    gc.disable()  # values with hardly any cycles, and little of them stays
    # word lists of what takes longest are read while the other process still reads its tables
    learned_from(["杭州市人民路1号"])
    contexts: dict[int, Context] = {}
    holding, held = -1, None
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            question = receive(sys.stdin.buffer)
            if isinstance(question, Task):
                if question.number != holding:
                    holding, held = question.number, question.held
                send(answers, question.do(held))
                continue
            number, context, kind_id, texts = question
            if not kind_id:
                context = learned_from(texts)
            if context is not None:
                contexts[number] = context
            send(answers, parse_texts(kind_id, texts, contexts[number]) if kind_id else context)
            if not kind_id:
                # and all that linking needs, while the other process has the first texts to send
                import census_app.matching.ahead
                import census_app.matching.link  # noqa: F401
    return 0


if __name__ == "__main__":
    sys.exit(main())
