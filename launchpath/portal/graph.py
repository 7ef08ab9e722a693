"""The resources of a template as a drawing: in layers, what is needed above what needs it, with few crossings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from launchpath.operations.catalog_views import TemplateResource

#: In units of the drawing.
NODE_WIDTH, NODE_HEIGHT = 190, 52
_BEND_WIDTH, _GAP_X, _GAP_Y, _EDGE = 14, 24, 52, 12

#: So many resources can be told apart in a drawing; of more there is the list alone.
MOST = 40
#: So many resources stand side by side before a layer is broken.
_WIDEST = 4
#: How often the layers are sorted by their neighbours.
_SWEEPS = 12

#: A resource, by its name; or the bend of a line that passes a layer, by its two ends and the layer.
_Place = str | tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A resource and where it is drawn."""

    resource: TemplateResource
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawing."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    #: The paths of the lines, as SVG writes them.
    lines: tuple[str, ...]


def draw(resources: Sequence[TemplateResource]) -> Graph | None:
    """The drawing of these resources; None: there are too many, or only one."""
    if not 1 < len(resources) <= MOST:
        return None
    needs = {one.name: [other for other in one.needs if other != one.name] for one in resources}
    depths = _depths(needs)
    ways = [way for name, others in needs.items() for other in others if (way := _way(other, name, depths))]
    rows = _sorted(_rows(needs, depths, ways), ways)
    width = max(map(_width, rows)) + 2 * _EDGE
    tops = {
        place: (x, _EDGE + number * (NODE_HEIGHT + _GAP_Y))
        for number, row in enumerate(rows)
        for place, x in _spread(row, width)
    }
    return Graph(
        width=width,
        height=len(rows) * (NODE_HEIGHT + _GAP_Y) - _GAP_Y + 2 * _EDGE,
        nodes=tuple(Node(one, *tops[one.name]) for one in resources),
        lines=tuple(_line(way, tops) for way in ways),
    )


def _depths(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The layer of each name: below all that it needs. A circle, which no launch would survive, is cut somewhere."""
    depths: dict[str, int] = {}

    def depth(name: str, above: frozenset[str]) -> int:
        if name not in depths:
            others = [other for other in needs[name] if other not in above]
            depths[name] = 1 + max((depth(other, above | {name}) for other in others), default=-1)
        return depths[name]

    for name in needs:
        depth(name, frozenset({name}))
    return _broken(depths)


def _broken(depths: Mapping[str, int]) -> dict[str, int]:
    """The same with layers broken that would be too wide."""
    broken: dict[str, int] = {}
    first = 0
    for number in range(max(depths.values()) + 1):
        layer = [name for name, depth in depths.items() if depth == number]
        count = -(-len(layer) // _WIDEST)
        size = -(-len(layer) // count)
        broken |= {name: first + place // size for place, name in enumerate(layer)}
        first += count
    return broken


def _way(upper: str, lower: str, depths: Mapping[str, int]) -> list[_Place]:
    """The places that a line leads through, downwards; none if it would lead upwards, in a circle."""
    if depths[upper] >= depths[lower]:
        return []
    return [upper, *((upper, lower, layer) for layer in range(depths[upper] + 1, depths[lower])), lower]


def _rows(
    needs: Mapping[str, Sequence[str]], depths: Mapping[str, int], ways: Sequence[Sequence[_Place]]
) -> list[list[_Place]]:
    """What stands in each layer, bends included."""
    rows: list[list[_Place]] = [[] for _ in range(max(depths.values()) + 1)]
    for name in needs:
        rows[depths[name]].append(name)
    for way in ways:
        for place in way[1:-1]:
            rows[int(place[2])].append(place)
    return rows


def _sorted(rows: list[list[_Place]], ways: Sequence[Sequence[_Place]]) -> list[list[_Place]]:
    """Each row in the order of its neighbours' middles, downwards and upwards in turn: that leaves few crossings."""
    neighbours: dict[_Place, list[_Place]] = {place: [] for row in rows for place in row}
    for way in ways:
        for upper, lower in pairwise(way):
            neighbours[upper].append(lower)
            neighbours[lower].append(upper)
    for sweep in range(_SWEEPS):
        middles = {place: x for row in rows for place, x in _middles(row)}
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            row.sort(key=lambda place: _mean([middles[other] for other in neighbours[place]], middles[place]))
            middles.update(_middles(row))
    return rows


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _width(row: Sequence[_Place]) -> float:
    return sum(map(_size, row)) + _GAP_X * (len(row) - 1)


def _size(place: _Place) -> float:
    return NODE_WIDTH if isinstance(place, str) else _BEND_WIDTH


def _spread(row: Sequence[_Place], width: float) -> list[tuple[_Place, float]]:
    """Where each place of a row begins, from the left, if the row is centred in `width`."""
    found, left = [], (width - _width(row)) / 2
    for place in row:
        found.append((place, left))
        left += _size(place) + _GAP_X
    return found


def _middles(row: Sequence[_Place]) -> list[tuple[_Place, float]]:
    return [(place, left + _size(place) / 2) for place, left in _spread(row, 0)]


def _line(way: Sequence[_Place], tops: Mapping[_Place, tuple[float, float]]) -> str:
    """A curve from the bottom of the one that is needed, past other layers, to the top of the one that needs it."""
    x, y = tops[way[0]]
    x, y = x + NODE_WIDTH / 2, y + NODE_HEIGHT
    path = f"M{x:g} {y:g}"
    for place in way[1:]:
        left, top = tops[place]
        to = left + _size(place) / 2
        path += f"C{x:g} {y + _GAP_Y / 2:g} {to:g} {top - _GAP_Y / 2:g} {to:g} {top:g}"
        x, y = to, top
        if not isinstance(place, str):
            y += NODE_HEIGHT
            path += f"V{y:g}"
    return path
