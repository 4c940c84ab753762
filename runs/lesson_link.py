"""How a link names a lesson: by a short name that the host gives it, or by a code that is the whole lesson.

The code says its version, its length and a sum over its letters, so that one that was cut or changed on its way is told
from one that never was a lesson.
"""

import base64
import json
import re
import zlib
from pathlib import Path

from runs.lesson import VERSION, Lesson, LessonError, as_data, read_data, read_file
from runs.settings import lessons_folder

ROOT = Path(__file__).resolve().parent.parent
READY_MADE = ROOT / "content" / "lessons"
LONGEST_LINK = 6_000  # characters of a code; mail and chat programs cut longer links
LARGEST = 1_000_000  # bytes of a lesson, however small it was packed
HELD = "file-"  # how names begin that a session gives to files which were brought along
NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
CODE = re.compile(r"(\d{1,3})\.(\d{1,7})\.([0-9a-f]{8})\.([\w-]*)", re.ASCII)


def code_of(lesson: Lesson) -> str:
    """The lesson as one word that a link can carry: version, length, sum, and its compressed JSON."""
    text = json.dumps(as_data(lesson), ensure_ascii=False, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return f"{VERSION}.{len(packed)}.{_sum(packed)}.{packed}"


def read_code(code: str) -> Lesson:
    """The lesson that a code is; what a chat program has put behind it is no part of it. Raises LessonError."""
    found = CODE.match("".join(code.split()))
    if not found:
        raise LessonError("unreadable")
    version, length, digest, packed = int(found[1]), int(found[2]), found[3], found[4]
    if version > VERSION:
        raise LessonError("newer")
    if len(packed) < length:
        raise LessonError("cut", have=len(packed), of=length)
    packed = packed[:length]
    if _sum(packed) != digest:
        raise LessonError("changed")
    return read_data(_unpacked(packed), version)


def name_of(lesson: Lesson, held: dict[str, Lesson]) -> str:
    """What a link calls the lesson: its name here, or its code; where that is long, a name under which it is held."""
    code = code_of(lesson)
    if (name := name_here(lesson)) is not None:
        return name
    if len(code) <= LONGEST_LINK:
        return code
    name = HELD + _sum(code)
    held[name] = lesson
    return name


def _sum(packed: str) -> str:
    return f"{zlib.crc32(packed.encode()):08x}"


def _unpacked(packed: str) -> object:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), LARGEST)
        if not unpacker.eof:
            raise LessonError("large" if unpacker.unconsumed_tail else "changed")
        found: object = json.loads(text)
    except (zlib.error, ValueError, RecursionError) as error:
        raise error if isinstance(error, LessonError) else LessonError("changed") from error
    return found


def named(name: str) -> Lesson:
    """The lesson that the host, or the app itself, calls so; raises LessonError."""
    if NAME.fullmatch(name):
        for folder in folders():
            file = folder / f"{name}.json"
            if file.is_file():
                if file.stat().st_size > LARGEST:
                    raise LessonError("large")
                return read_file(file.read_bytes())
    raise LessonError("from_file") if name.startswith(HELD) else LessonError("unknown", name=name)


def names() -> list[str]:
    """The names of all lessons that `named` finds, those of the app first."""
    found = (file.stem for folder in folders() if folder.is_dir() for file in sorted(folder.glob("*.json")))
    return [name for name in dict.fromkeys(found) if NAME.fullmatch(name)]


def name_here(lesson: Lesson) -> str | None:
    """The name of this very lesson, if it has one."""
    for name in names():
        try:
            if named(name) == lesson:
                return name
        except LessonError:  # a file of the host that is none
            continue
    return None


def folders() -> list[Path]:
    """Where named lessons lie: those of the app, then those of the host."""
    own = lessons_folder()
    return [READY_MADE, *([own] if own else [])]


def find(text: str) -> Lesson:
    """The lesson that stands in a link, by its name or as its code; raises LessonError."""
    text = text.strip()
    return named(text.lower().rstrip(".")) if text[:1].isalpha() else read_code(text)
