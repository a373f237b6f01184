"""What an MJCF file says before its tree is read: included files, default classes, units, orientations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ..errors import InputError
from ..frames import rotation, transform, unit
from .paths_in import named
from .xml_in import AGAIN, MOST_ELEMENTS, number, numbers, parse_xml, read_bounded

MOST_INCLUDED = 50


class MjcfFile:
    """One document of all that is included. Attributes of elements come with those that their classes give them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = parse_xml(read_bounded(path))
        if self.root.tag != "mujoco":
            raise InputError(f"it is no MJCF: it begins with {self.root.tag[:40]}.", "Choose an MJCF or URDF file.")
        self._include()
        compiler = {key: value for one in self.root.findall("compiler") for key, value in one.attrib.items()}
        self.radians = 1.0 if compiler.get("angle") == "radian" else math.radians(1)
        self.order = compiler.get("eulerseq", "xyz")
        if len(self.order) != 3 or set(self.order.lower()) - set("xyz"):
            raise InputError(f"its eulerseq is '{self.order[:10]}'.", AGAIN)
        self.autolimits = compiler.get("autolimits", "true") == "true"
        self.strips = compiler.get("strippath") == "true"
        folder = compiler.get("assetdir", "")
        self.folders = {kind: compiler.get(f"{kind}dir", folder) for kind in ("mesh", "texture")}
        self._classes: dict[str, dict[str, dict[str, str]]] = {"main": {}}
        for element in self.root.findall("default"):
            self._read_defaults(element)

    def section(self, *tags: str) -> Iterator[Element]:
        """The elements of these tags in all sections of a name: section("asset", "mesh")."""
        for found in self.root.findall(tags[0]):
            yield from found.findall(tags[1]) if len(tags) > 1 else found

    def attributes(self, element: Element, inherited: str) -> dict[str, str]:
        """An element's own and those of its class; inherited: the class that the body gives its children."""
        of = self._classes.get(element.get("class", inherited), self._classes["main"])
        return of.get(element.tag, {}) | element.attrib

    def file(self, kind: str, name: str) -> Path:
        """A mesh's or texture's file. InputError: as of `named`."""
        name = name.replace("\\", "/").rpartition("/")[2] if self.strips else name
        return named(f"{self.folders[kind]}/{name}" if self.folders[kind] else name, self.path)

    def place(self, said: Mapping[str, str], what: str) -> np.ndarray:
        """(4, 4) of attributes pos and one of the five ways to say how a thing is turned."""
        return transform(self._turn(said, what), numbers(said.get("pos"), (0.0, 0.0, 0.0), f"the place of {what}"))

    def _turn(self, said: Mapping[str, str], what: str) -> np.ndarray:
        how = f"the turn of {what}"
        try:
            if "quat" in said:
                w, *xyz = unit(numbers(said["quat"], (1.0, 0.0, 0.0, 0.0), how))
                sine = float(np.linalg.norm(xyz))
                return np.eye(3) if sine < 1e-12 else rotation(xyz, 2 * math.atan2(sine, w))
            if "axisangle" in said:
                *axis, angle = numbers(said["axisangle"], (0.0, 0.0, 1.0, 0.0), how)
                return rotation(axis, angle * self.radians)
            if "euler" in said:
                turn = np.eye(3)
                for axis, angle in zip(self.order, numbers(said["euler"], (0.0, 0.0, 0.0), how), strict=True):
                    one = rotation(np.eye(3)["xyz".index(axis.lower())], angle * self.radians)
                    turn = turn @ one if axis.islower() else one @ turn
                return turn
            if "xyaxes" in said:
                axes = numbers(said["xyaxes"], (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), how)
                x = unit(axes[:3])
                y = unit(axes[3:] - x * (x @ axes[3:]))
                return np.column_stack([x, y, np.cross(x, y)])
            if "zaxis" in said:
                return turn_z(numbers(said["zaxis"], (0.0, 0.0, 1.0), how))
        except ValueError as error:
            raise InputError(f"{how} has no direction.", AGAIN) from error
        return np.eye(3)

    def _read_defaults(self, top: Element) -> None:
        left = [(top, top.get("class", "main"), {})]
        while left:
            element, name, above = left.pop()
            own = {tag: dict(said) for tag, said in (above | (self._classes["main"] if element is top else {})).items()}
            for child in element:
                if child.tag != "default":
                    own[child.tag] = own.get(child.tag, {}) | child.attrib
            self._classes[name] = own
            left += [(child, child.get("class", ""), own) for child in element if child.tag == "default"]

    def _include(self) -> None:
        """Put what is included where it is named."""
        count, sizes, left = 0, 0, [self.root]
        while left:
            element = left.pop()
            sizes += len(element)
            for place in range(len(element) - 1, -1, -1):
                child = element[place]
                if child.tag != "include":
                    left.append(child)
                    continue
                count += 1
                if count > MOST_INCLUDED or sizes > MOST_ELEMENTS:
                    raise InputError("it includes too many files.", AGAIN)
                other = parse_xml(read_bounded(named(child.get("file", ""), self.path)))
                element[place : place + 1] = list(other)
                left += [one for one in other if one.tag != "include"]
                if any(one.tag == "include" for one in other):
                    left.append(element)


def turn_z(axis: np.ndarray) -> np.ndarray:
    """(3, 3) the least turn that brings Z to a direction (3,). ValueError: it is none."""
    z = unit(axis)
    across = np.cross((0.0, 0.0, 1.0), z)
    sine = float(np.linalg.norm(across))
    if sine < 1e-12:
        return np.eye(3) if z[2] > 0 else np.diag((1.0, -1.0, -1.0))
    return rotation(across, math.atan2(sine, z[2]))


def flag(text: str | None, default: int, what: str) -> int:
    """A whole number of an attribute."""
    return int(number(text, default, what))
