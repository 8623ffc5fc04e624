"""Tokens to a tree: OR of AND of NOT of clauses, and the order wanted."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.jira.jql.lexer import RESERVED, Token, syntax_error, tokens

EMPTY_WORDS = ("empty", "null")


@dataclass(frozen=True)
class Value:
    """An operand: text, a number where it was not quoted, a function's name where it was called, or EMPTY."""

    text: str
    quoted: bool = False
    function: bool = False

    @property
    def empty(self) -> bool:
        """Whether this is the keyword EMPTY or NULL."""
        return not self.quoted and not self.function and self.text.lower() in EMPTY_WORDS


@dataclass(frozen=True)
class Clause:
    """field operator values; the operator is lower case, one of = != < > <= >= ~ !~ in, not in, is, is not."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Not:
    part: Node


@dataclass(frozen=True)
class Both:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Node, ...]


Node = Clause | Not | Both | Either


@dataclass(frozen=True)
class Query:
    """A whole query. `where` is None for one that restricts nothing."""

    where: Node | None
    order: tuple[tuple[str, bool], ...] = ()
    """(field, descending), the weightiest first."""


def parse(text: str) -> Query:
    """Read a query. Raises Refusal (400) saying where it goes wrong."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._rest = list(tokens(text))

    def query(self) -> Query:
        where = None if self._next.kind == "end" or self._next.is_word("order") else self._either()
        order = self._order() if self._next.is_word("order") else ()
        if self._next.kind != "end":
            raise self._unexpected("Expecting either 'OR' or 'AND' but got")
        return Query(where, order)

    @property
    def _next(self) -> Token:
        return self._rest[0]

    def _take(self) -> Token:
        return self._rest.pop(0) if len(self._rest) > 1 else self._rest[0]

    def _unexpected(self, expecting: str) -> Exception:
        got = "the end of the query" if self._next.kind == "end" else f"'{self._next.text}'"
        return syntax_error(f"{expecting} {got}.", self._next.position)

    def _either(self) -> Node:
        parts = [self._both()]
        while self._next.is_word("or") or self._next.is_sign("||"):
            self._take()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Node:
        parts = [self._one()]
        while self._next.is_word("and") or self._next.is_sign("&&"):
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self) -> Node:
        if self._next.is_word("not") or self._next.is_sign("!"):
            self._take()
            return Not(self._one())
        if self._next.is_sign("("):
            self._take()
            inner = self._either()
            self._close()
            return inner
        return self._clause()

    def _close(self) -> None:
        if not self._next.is_sign(")"):
            raise self._unexpected("Expecting ')' but got")
        self._take()

    def _clause(self) -> Clause:
        field = self._name("Expecting a field name but got")
        operator = self._operator()
        if operator in ("in", "not in"):
            return Clause(field, operator, self._list())
        value = self._value()
        if operator in ("is", "is not") and not value.empty:
            raise syntax_error("The operators 'is' and 'is not' take only EMPTY or NULL.", self._next.position)
        return Clause(field, operator, (value,))

    def _name(self, expecting: str) -> str:
        if self._next.kind not in ("word", "quoted"):
            raise self._unexpected(expecting)
        self._refuse_reserved()
        return self._take().text

    def _refuse_reserved(self) -> None:
        if self._next.is_word(*RESERVED) and not self._next.is_word(*EMPTY_WORDS):
            raise syntax_error(
                f"'{self._next.text}' is a reserved JQL word. You must surround it in quotation marks to use it as a "
                "field or value.",
                self._next.position,
            )

    def _operator(self) -> str:
        if self._next.is_sign("=", "!=", "<", ">", "<=", ">=", "~", "!~"):
            return self._take().text
        if self._next.is_word("in"):
            self._take()
            return "in"
        if self._next.is_word("not") and self._rest[1].is_word("in"):
            self._take(), self._take()
            return "not in"
        if self._next.is_word("is"):
            self._take()
            if self._next.is_word("not"):
                self._take()
                return "is not"
            return "is"
        raise self._unexpected(
            "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. "
            "Expecting operator but got"
        )

    def _list(self) -> tuple[Value, ...]:
        if not self._next.is_sign("("):
            raise self._unexpected("Expecting '(' but got")
        self._take()
        values = [self._value()]
        while self._next.is_sign(","):
            self._take()
            values.append(self._value())
        self._close()
        return tuple(values)

    def _value(self) -> Value:
        if self._next.kind not in ("word", "quoted"):
            raise self._unexpected("Expecting either a value, list or function but got")
        self._refuse_reserved()
        token = self._take()
        if token.kind == "word" and self._next.is_sign("("):
            self._take()
            self._close()
            return Value(token.text, function=True)
        return Value(token.text, quoted=token.kind == "quoted")

    def _order(self) -> tuple[tuple[str, bool], ...]:
        self._take()
        if not self._next.is_word("by"):
            raise self._unexpected("Expecting 'by' but got")
        self._take()
        order = [self._order_field()]
        while self._next.is_sign(","):
            self._take()
            order.append(self._order_field())
        return tuple(order)

    def _order_field(self) -> tuple[str, bool]:
        field = self._name("Expecting a field name but got").lower()
        descending = self._next.is_word("desc")
        if self._next.is_word("asc", "desc"):
            self._take()
        return field, descending
