"""A reading process's way to Tesseract, which it may not start itself."""

import os
import socket
from pathlib import Path

from quizapp.adapters.extraction.recognition import Recogniser, recognise
from quizapp.adapters.sandbox_limits import Limits, limit_process


def start_recogniser(limits: Limits) -> Recogniser:
    """Fork a process that turns pictures into words, and give the way to ask it.

    It may start Tesseract, which the reading process may not once it is limited; it sees pictures,
    never the document. It ends when the reading process does.
    """
    ours, its = socket.socketpair()
    if os.fork() == 0:
        try:
            ours.close()
            _serve_pictures(its, limits)
        finally:
            os._exit(0)
    its.close()
    stream = ours.makefile("rwb")

    def ask(picture: bytes) -> bytes | None:
        stream.write(b"%d\n" % len(picture))
        stream.write(picture)
        stream.flush()
        length = int(stream.readline())
        return None if length < 0 else stream.read(length)

    return ask


def _serve_pictures(asked: socket.socket, limits: Limits) -> None:
    with Path(os.devnull).open("r+b") as nowhere:
        # The answers' pipe is not its own: who reads from it waits until everybody has closed it.
        for number in (0, 1, 2):
            os.dup2(nowhere.fileno(), number)
    os.dup2(asked.fileno(), 3)
    os.closerange(4, 1024)
    limit_process(limits, processes=None)
    with socket.socket(fileno=3).makefile("rwb") as stream:
        while line := stream.readline():
            said = recognise(stream.read(int(line)))
            stream.write(b"-1\n" if said is None else b"%d\n" % len(said) + said)
            stream.flush()
