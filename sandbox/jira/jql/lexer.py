"""Query text to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.jira.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKENS = re.compile(
    r"""(?P<space>\s+)
      | (?P<sign>!=|!~|<=|>=|&&|\|\||[=<>~!(),])
      | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<word>[^\s=<>~!(),"'&|+.;?*/%^$\#@\[\]{}\\`:]+)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "t": "\t", "r": "\r", " ": " "}

_RESERVED_WORDS = """
    abort access add after alias all alter and any as asc audit avg before begin between boolean break by byte catch
    cf char character check checkpoint collate collation column commit connect continue count create current date
    decimal declare decrement default defaults define delete delimiter desc difference distinct divide do double drop
    else empty encoding end equals escape exclusive exec execute exists explain false fetch file field first float for
    from function go goto grant greater group having identified if immediate in increment index initial inner inout
    input insert int integer intersect intersection into is isempty isnull join last left less like limit lock long max
    min minus mode modify modulo more multiply next noaudit not notin nowait null number object of on option or order
    outer output power previous prior privileges public raise raw remainder rename resource return returns revoke right
    row rowid rownum rows select session set share size sqrt start strict string subtract sum synonym table then to
    trans transaction trigger true uid union unique update user validate values view when whenever where while with
"""
RESERVED = frozenset(_RESERVED_WORDS.split())
"""Words that mean nothing to Jira yet must be quoted to be values or fields."""


@dataclass(frozen=True)
class Token:
    """A piece of a query. `kind` is sign, quoted, word or end; `position` counts characters from 1."""

    kind: str
    text: str
    position: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these unquoted words, case aside."""
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


def syntax_error(sentence: str, position: int) -> Refusal:
    """Return the 400 for a query that cannot be read."""
    return Refusal(400, f"Error in the JQL Query: {sentence} (line 1, character {position})")


def tokens(query: str) -> Iterator[Token]:
    """Iterate over a query's tokens; the last is the end. Raises Refusal."""
    at = 0
    while at < len(query):
        match = _TOKENS.match(query, at)
        if match is None:
            raise _unreadable(query[at], at + 1)
        kind, text = str(match.lastgroup), match.group()
        if kind == "quoted":
            yield Token(kind, _unescaped(text[1:-1], at + 1), at + 1)
        elif kind != "space":
            yield Token(kind, text, at + 1)
        at = match.end()
    yield Token("end", "", at + 1)


def _unreadable(character: str, position: int) -> Refusal:
    if character in "\"'":
        return syntax_error(f"The quoted string starting at {position} has not been completed.", position)
    return syntax_error(
        f"The character '{character}' is a reserved JQL character. You must enclose it in a string or use the escape "
        f"'\\u{ord(character):04x}' instead.",
        position,
    )


def _unescaped(text: str, position: int) -> str:
    def replaced(match: re.Match[str]) -> str:
        escape = match[1]
        if escape.startswith("u") and len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPED:
            raise syntax_error(f"'\\{escape}' is an illegal JQL escape sequence.", position)
        return _ESCAPED[escape]

    return _ESCAPE.sub(replaced, text)
