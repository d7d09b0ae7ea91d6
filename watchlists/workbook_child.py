"""The child that reads a workbook: standard input to lines of JSON on standard output, and nothing else.

It runs alone (`python -I`, empty environment) under limits it sets on itself before it reads a byte, because
a workbook of two kilobytes can make the reader ask for terabytes and abort the whole program
(tafia/calamine#693). It imports nothing of ours, so that what breaks it can reach nothing of ours.

Lines: {"sheets": [[name, kind, state]...]}, then for each worksheet {"sheet": name, "left": empty columns before
the first, "rows": count} and its rows, each a list of texts; a cell over the cap is [length, first characters].
At last {"end": true}; or {"error": kind} where the workbook cannot be read.
"""

from __future__ import annotations

import datetime
import json
import os
import resource
import signal
import sys
import threading

SHOWN = 80  # characters of a cell that is too long: enough to find it


def limit(memory: int, cpu: int) -> None:
    """Take away what reading a list never needs: memory (bytes), time (CPU seconds), files, core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent(pipe: int, seconds: float) -> None:
    """End this process with the one that holds the writing end of `pipe`, and after `seconds` whatever becomes of that.

    The alarm needs no turn of the interpreter, which a reader of another language may hold for long.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    threading.Thread(target=_end_after, args=(pipe,), daemon=True).start()


def _end_after(pipe: int) -> None:
    os.read(pipe, 1)  # nobody writes: it returns when the writing end is closed
    os._exit(1)


def as_text(value: object) -> str:
    """A cell's value as text: whole numbers without a decimal point, dates as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def main() -> None:
    """Read the workbook on standard input and write its cells. Arguments: bytes, CPU seconds, characters a cell, the
    parent's pipe, seconds.
    """
    memory, cpu, chars, pipe = (int(argument) for argument in sys.argv[1:5])
    end_with_parent(pipe, float(sys.argv[5]))
    limit(memory, cpu)
    import io

    import python_calamine

    write = sys.stdout.write
    try:
        book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        listed = [
            [sheet.name, str(sheet.typ).rpartition(".")[2], str(sheet.visible).rpartition(".")[2]]
            for sheet in book.sheets_metadata
        ]
        write(json.dumps({"sheets": listed}) + "\n")
        for name, kind, _ in listed:
            if kind == "WorkSheet":
                send(book.get_sheet_by_name(name), chars)
        write('{"end": true}\n')
    except python_calamine.PasswordError:
        write('{"error": "password"}\n')
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        write(json.dumps({"error": type(error).__name__}) + "\n")


def send(sheet: object, chars: int) -> None:
    """Write one sheet's rows, from its first row on, with what is too long only counted."""
    start, end = sheet.start, sheet.end  # type: ignore[attr-defined]
    head = {"sheet": sheet.name, "left": start[1] if start else 0, "rows": end[0] + 1 if end else 0}  # type: ignore[attr-defined]
    sys.stdout.write(json.dumps(head) + "\n")
    if start is None:
        return
    dumps = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        texts = [as_text(value) for value in row]
        if max(map(len, texts), default=0) > chars:
            sent = [text if len(text) <= chars else [len(text), text[:SHOWN]] for text in texts]
            sys.stdout.write(dumps(sent) + "\n")
        else:
            sys.stdout.write(dumps(texts) + "\n")


if __name__ == "__main__":
    main()
