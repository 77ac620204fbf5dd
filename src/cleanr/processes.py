"""Cleaning texts in several processes: in order, in bounded memory, and with nothing lost.

What is raised for a text, in a worker or by its death, comes in place of that text's result.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from cleanr.record import Result

if TYPE_CHECKING:
    from cleanr.repetition import Pageable

CHUNK = 64
"""Texts that one task of a worker process holds at most."""

CHUNK_CHARS = 250_000
"""Characters of a task from which on no further text is added to it, so that tasks take alike."""

CHUNKS_AHEAD = 4
"""Tasks per worker that are under way at once; bounds the memory of ``clean_many``."""

Outcome = Result | Exception
Numbered = tuple[int, "Pageable"]
Clean = Callable[[int, "Pageable"], Outcome]


def outcomes(clean: Clean, numbered: Iterable[Numbered], jobs: int) -> Iterator[Outcome]:
    """Yield what ``clean`` returns for each text, or what was raised instead.

    What ``numbered`` itself raises is raised when all texts before have their outcomes.
    """
    chunks = _chunks(numbered)
    under_way: deque[tuple[list[Numbered], Future[list[Outcome]]]] = deque()
    failed: Exception | None = None
    pool = _pool(clean, jobs)
    try:
        while True:
            while failed is None and len(under_way) < jobs * CHUNKS_AHEAD:
                try:
                    chunk = next(chunks)
                except StopIteration:
                    break
                except Exception as error:
                    failed = error
                else:
                    under_way.append((chunk, _submitted(pool, chunk)))
            if not under_way:
                break
            chunk, future = under_way.popleft()
            try:
                done = future.result()
            except BrokenProcessPool:
                # A process died, of which text nobody can say: those under way are cleaned one by one.
                again = [chunk, *(other for other, _ in under_way)]
                under_way.clear()
                pool.shutdown()
                yield from _one_by_one(clean, chain.from_iterable(again))
                pool = _pool(clean, jobs)
            else:
                yield from done
        if failed is not None:
            raise failed
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(clean: Clean, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_use, initargs=(clean,))


@contextmanager
def _held_back() -> Iterator[None]:
    """Hold Ctrl-C back while processes begin: one that it reaches before it is told to leave it alone
    prints a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # as on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _submitted(pool: ProcessPoolExecutor, chunk: list[Numbered]) -> Future[list[Outcome]]:
    try:
        with _held_back():
            return pool.submit(_clean_chunk, chunk)
    except BrokenProcessPool as error:
        future: Future[list[Outcome]] = Future()
        future.set_exception(error)
        return future


def _one_by_one(clean: Clean, numbered: Iterable[Numbered]) -> Iterator[Outcome]:
    """Clean each text while no other is under way, so that one that ends a process is known."""
    pool: ProcessPoolExecutor | None = None
    try:
        for number, item in numbered:
            if pool is None:
                pool = _pool(clean, 1)
                with _held_back():
                    first = pool.submit(int)
                first.result()  # a process that cannot even begin is the fault of no text
            try:
                done = pool.submit(_clean_chunk, [(number, item)]).result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = None
                done = [noted(RuntimeError("the process that cleaned it ended"), number)]
            yield from done
    finally:
        if pool is not None:
            pool.shutdown()


def noted(error: Exception, number: int) -> Exception:
    """Return ``error`` with a note that names the text."""
    error.add_note(f"while cleaning text number {number}, counted from 0")
    return error


_worker: Clean


def _use(clean: Clean) -> None:
    # Ctrl-C goes to all processes of a terminal; the one that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see _held_back
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    global _worker  # one per worker process, set once when it starts
    _worker = clean


def _end_with_the_parent() -> None:
    """End this process when the one that started it has ended, of which ``kill -9`` sends it no word.

    Workers would wait for ever for a task: each keeps the pipe that tasks come through open for the others.
    """
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)  # nobody is left to take results, or to be told what went wrong


def _chunks(numbered: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Yield the texts for a worker, with their numbers; those before an exception as well."""
    chunk: list[Numbered] = []
    chars = 0
    try:
        for number, item in numbered:
            chunk.append((number, item))
            chars += sum(len(part) for part in _parts(item) if isinstance(part, str))
            if len(chunk) == CHUNK or chars >= CHUNK_CHARS:
                yield chunk
                chunk, chars = [], 0
    except Exception:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _parts(item: Pageable) -> Iterable[object]:
    if isinstance(item, Mapping):
        return item.values()
    return item if isinstance(item, tuple) else (item,)


def _clean_chunk(chunk: list[Numbered]) -> list[Outcome]:
    return [_sendable(_worker(number, item)) for number, item in chunk]


def _sendable(outcome: Outcome) -> Outcome:
    """The same, or for an exception that another process could not read one that says what it was."""
    if isinstance(outcome, Result):
        return outcome
    try:
        pickle.loads(pickle.dumps(outcome))
    except Exception:  # whatever an exception of somebody else's does when it is pickled
        readable = RuntimeError(f"{type(outcome).__name__}: {outcome}")
        readable.__notes__ = outcome.__notes__
        return readable
    return outcome
