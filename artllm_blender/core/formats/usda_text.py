"""USD's text form parsed: prims with their types, metadata, attributes and relationships, as they stand in one layer.

Nothing is composed: what a layer refers to is told by `Prim.arcs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import InputError
from .xml_in import AGAIN

DEEPEST, MOST_PRIMS = 64, 200_000
_TOKEN = re.compile(
    r"""(?P<space>(?:\s|\#[^\n]*|/\*.*?\*/)+)
    |(?P<string>\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<asset>@@@.*?@@@|@[^@\n]*@)
    |(?P<path><[^<>\n]*>)
    |(?P<array>\[[\d\s.,()+\-eE]*\])
    |(?P<number>[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf\b|nan\b))
    |(?P<word>[A-Za-z_!][\w:.!|]*(?:\[\])?)
    |(?P<mark>[()\[\]{}=,;:])""",
    re.VERBOSE | re.DOTALL,
)
_SPECIFIERS = ("def", "over", "class")
_EDITS = ("prepend", "append", "add", "delete", "reorder")
# What brings other layers' or other prims' opinions in.
_ARCS = ("references", "payload", "inherits", "specializes", "subLayers", "variantSets")


@dataclass
class Prim:
    """type: empty where it has none. values: attributes, targets of relationships as lists of paths, and connections by
    NAME.connect; arrays of numbers are (n,) or (n, k). metadata: its own; about: that of attributes, by their names."""

    type: str
    name: str
    path: str
    metadata: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    children: list[Prim] = field(default_factory=list)
    arcs: bool = False

    def walk(self) -> Iterator[Prim]:
        """It and all below it, each before what is below it."""
        left = [self]
        while left:
            prim = left.pop()
            yield prim
            left += reversed(prim.children)

    @property
    def schemas(self) -> set[str]:
        """The API schemas that are applied to it."""
        listed = self.metadata.get("apiSchemas")
        return {one for one in listed if isinstance(one, str)} if isinstance(listed, list) else set()


class Path(str):
    """A path to a prim or one of its properties."""


class Asset(str):
    """The name of a file."""


def parse_usda(text: str) -> Prim:
    """The layer as a prim of no name: its metadata, and the prims at the top. InputError: it is no such text."""
    if not text.startswith("#usda"):
        raise InputError("it is no USD in text form.", "Save it as .usda, with `usdcat --flatten -o FILE.usda`.")
    return _Parser(text).layer()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.place, self.count = text, 0, 0
        self.kind, self.token = "", ""
        self._next()

    def layer(self) -> Prim:
        root = Prim("", "", "")
        if self.token == "(":
            self._metadata(root.metadata)
        while self.token in _SPECIFIERS:
            self._prim(root, 0)
        if self.kind != "end":
            raise self._wrong()
        return root

    def _wrong(self) -> InputError:
        line = self.text.count("\n", 0, self.place) + 1
        return InputError(f"its line {line} is no USD, at '{self.token[:30]}'.", AGAIN)

    def _next(self) -> str:
        """The present token; the one after it becomes the present one."""
        before = self.token
        while True:
            match = _TOKEN.match(self.text, self.place)
            if match is None:
                self.kind, self.token = (
                    ("end", "") if self.place >= len(self.text) else ("wrong", self.text[self.place])
                )
                return before
            self.kind, self.token, self.place = match.lastgroup, match[0], match.end()
            if self.kind != "space":
                return before

    def _take(self, token: str) -> None:
        if self.token != token:
            raise self._wrong()
        self._next()

    def _skip(self, *tokens: str) -> None:
        while self.token in tokens and self.kind == "mark":
            self._next()

    def _string(self) -> str:
        if self.kind != "string":
            raise self._wrong()
        return _unquoted(self._next())

    def _prim(self, parent: Prim, depth: int) -> None:
        self.count += 1
        if depth > DEEPEST or self.count > MOST_PRIMS:
            raise InputError("it nests too deep or has too many prims.", AGAIN)
        specifier = self._next()
        type = self._next() if self.kind == "word" else ""
        name = self._string()
        if not name or set(name) & set("/.<>[]"):
            raise self._wrong()
        prim = Prim(type, name, f"{parent.path}/{name}")
        if self.token == "(":
            self._metadata(prim.metadata)
        prim.arcs = any(prim.metadata.get(arc) not in (None, []) for arc in _ARCS)
        self._body(prim, depth)
        if specifier == "def" or prim.children or prim.values:
            parent.children += [prim] if specifier != "class" else []

    def _body(self, prim: Prim, depth: int) -> None:
        self._take("{")
        while self.token != "}":
            if self.token in _SPECIFIERS:
                self._prim(prim, depth + 1)
            elif self.token == "variantSet":
                self._next()
                self._string()
                self._take("=")
                self._value(depth)
                prim.arcs = True
            elif self.kind == "word":
                self._property(prim, depth)
            else:
                raise self._wrong()
            self._skip(";")
        self._take("}")

    def _property(self, prim: Prim, depth: int) -> None:
        words = []
        while self.kind == "word":
            words.append(self._next())
        name = words[-1]
        edit = words[0] if words[0] in _EDITS else ""
        if self.token == "=":
            self._next()
            value = self._value(depth)
            if "rel" in words[:-1] or name.endswith(".connect"):
                value = value if isinstance(value, list) else [value]
                value = [one for one in value if isinstance(one, Path)]
            if edit not in ("delete", "reorder"):
                prim.values[name] = value
        if self.token == "(":
            self._metadata(prim.about.setdefault(name, {}))

    def _metadata(self, found: dict[str, Any]) -> None:
        self._take("(")
        while self.token != ")":
            if self.kind == "string":
                self._next()
            elif self.kind == "word":
                words = []
                while self.kind == "word":
                    words.append(self._next())
                self._take("=")
                value = self._value(0)
                if words[0] not in ("delete", "reorder"):
                    found[words[-1]] = value
            else:
                raise self._wrong()
            self._skip(";", ",")
        self._take(")")

    def _value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise InputError("it nests too deep.", AGAIN)
        match self.kind:
            case "string":
                return self._string()
            case "number":
                return float(self._next())
            case "array":
                return self._numbers(self._next())
            case "path":
                return Path(self._next()[1:-1])
            case "asset":
                asset = Asset(self._next().strip("@"))
                if self.kind == "path":
                    self._next()
                return asset
            case "word":
                word = self._next()
                return {"true": True, "false": False, "None": None}.get(word, word)
        if self.token == "(":
            return tuple(self._items(")", depth))
        if self.token == "[":
            return self._items("]", depth)
        if self.token == "{":
            return self._dictionary(depth)
        raise self._wrong()

    def _items(self, end: str, depth: int) -> list[Any]:
        self._next()
        found = []
        while self.token != end or self.kind != "mark":
            found.append(self._value(depth + 1))
            self._skip(",")
        self._next()
        return found

    def _dictionary(self, depth: int) -> dict[str, Any]:
        """Dictionaries, time samples and variants, of which only the keys are of use."""
        self._next()
        found: dict[str, Any] = {}
        while self.token != "}":
            words = []
            while self.kind in ("word", "string", "number"):
                words.append(self._next())
            if not words:
                raise self._wrong()
            if self.token in ("=", ":"):
                self._next()
                found[words[-1]] = self._value(depth + 1)
            elif self.token in ("{", "("):
                if self.token == "(":
                    self._metadata({})
                self._body(Prim("", "variant", ""), depth + 1)
            else:
                raise self._wrong()
            self._skip(",", ";")
        self._next()
        return found

    def _numbers(self, text: str) -> Any:
        width = text[: text.find(")") + 1].count(",") + 1 if "(" in text else 0
        words = text[1:-1].replace("(", " ").replace(")", " ").replace(",", " ").split()
        try:
            values = np.array(words, dtype=np.float64)
        except ValueError:
            raise self._wrong() from None
        if not width:
            return values
        if len(values) % width:
            raise self._wrong()
        return values.reshape(-1, width)


def _unquoted(text: str) -> str:
    size = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text[size:-size])
